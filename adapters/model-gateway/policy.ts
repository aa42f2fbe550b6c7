import { z } from 'zod';

const Part = z.looseObject({ fileData: z.unknown().optional(), file_data: z.unknown().optional() });
const Content = z.looseObject({ parts: z.array(Part).optional() });
const GenerateRequest = z.looseObject({
  contents: z.union([z.array(Content), Content]).optional(),
  systemInstruction: Content.optional(),
  tools: z.array(z.record(z.string(), z.unknown())).optional(),
  cachedContent: z.unknown().optional(),
});
/** countTokens may wrap the request. */
const CountRequest = z.looseObject({ generateContentRequest: GenerateRequest.optional() });
const OWN_TOOLS = new Set(['functionDeclarations', 'function_declarations']);

const METHODS = ['streamGenerateContent', 'generateContent', 'countTokens'] as const;

/** Whether a request is one the agent may make of this model; else why not, in our words. Pure. */
export function refusedRequest(method: string | undefined, url: string, model: string): string | null {
  if (method !== 'POST') return 'Only POST is served here.';
  const { pathname, searchParams } = new URL(url, 'http://gateway');
  const allowed = METHODS.some((name) => ['/v1', '/v1beta'].some((version) => pathname === `${version}/models/${model}:${name}`));
  if (!allowed) return 'Only this fix’s model is served here.';
  const others = [...searchParams].filter(([key, value]) => !(key === 'alt' && value === 'sse'));
  return others.length > 0 ? 'This query is not served here.' : null;
}

/**
 * Whether a body asks the vendor to fetch, search or run something for the agent, which would be a way out of the sandbox; else null. Pure.
 */
export function refusedBody(body: Buffer): string | null {
  let parsed: z.infer<typeof GenerateRequest> & z.infer<typeof CountRequest>;
  try {
    parsed = GenerateRequest.and(CountRequest).parse(JSON.parse(body.toString('utf8')));
  } catch {
    return 'The body is not a request of the Gemini API.';
  }
  for (const request of [parsed, parsed.generateContentRequest ?? {}]) {
    if ((request.tools ?? []).some((tool) => Object.keys(tool).some((key) => !OWN_TOOLS.has(key))))
      return 'Only the agent’s own tools are allowed.';
    if ('cachedContent' in request || 'cached_content' in request) return 'Cached content is not served here.';
    const contents = [request.contents ?? [], request.systemInstruction ?? []].flat();
    if (contents.some((content) => content.parts?.some((part) => 'fileData' in part || 'file_data' in part)))
      return 'Files by address are not served here.';
  }
  return null;
}
