import { z } from 'zod';

const Part = z.object({
  text: z.string().optional(),
  functionCall: z.object({ name: z.string(), args: z.record(z.string(), z.unknown()).optional() }).optional(),
  functionResponse: z.object({ name: z.string(), response: z.record(z.string(), z.unknown()).optional() }).optional(),
});
export type Part = z.infer<typeof Part>;

const Content = z.object({ role: z.string().optional(), parts: z.array(Part).default([]) });

/** The part of a Gemini generateContent request that the demo model reads. */
export const GenerateRequest = z.object({
  contents: z.array(Content),
  systemInstruction: Content.optional(),
  tools: z.array(z.object({ functionDeclarations: z.array(z.object({ name: z.string() })).optional() })).optional(),
  generationConfig: z
    .object({
      responseJsonSchema: z.object({ properties: z.record(z.string(), z.unknown()).optional() }).optional(),
      responseSchema: z.object({ properties: z.record(z.string(), z.unknown()).optional() }).optional(),
    })
    .optional(),
});
export type GenerateRequest = z.infer<typeof GenerateRequest>;

/** Everything people or files said in the request, without what tools answered. */
export function promptText(request: GenerateRequest): string {
  return request.contents
    .filter((content) => content.role !== 'model')
    .flatMap((content) => content.parts.map((part) => part.text ?? ''))
    .join('\n');
}

/** What tools answered, in order. */
export function toolAnswers(request: GenerateRequest): { name: string; output: string; failed: boolean }[] {
  return request.contents.flatMap((content) =>
    content.parts.flatMap(({ functionResponse }) => {
      if (!functionResponse) return [];
      const { output, error } = functionResponse.response ?? {};
      return [{ name: functionResponse.name, output: String(output ?? error ?? ''), failed: error !== undefined }];
    }),
  );
}

/** The names of the tools this request offers. */
export function offeredTools(request: GenerateRequest): Set<string> {
  return new Set(request.tools?.flatMap((tool) => tool.functionDeclarations?.map((declaration) => declaration.name) ?? []) ?? []);
}

/** Fields of the JSON that the request asks for; null where it asks for text. */
export function wantedFields(request: GenerateRequest): Set<string> | null {
  const schema = request.generationConfig?.responseJsonSchema ?? request.generationConfig?.responseSchema;
  return schema ? new Set(Object.keys(schema.properties ?? {})) : null;
}

/** A whole answer in Gemini's shape. Tokens are counted as four characters each. */
export function answer(model: string, request: GenerateRequest, parts: Part[]) {
  const promptTokenCount = countTokens(JSON.stringify(request.contents));
  const candidatesTokenCount = countTokens(JSON.stringify(parts));
  return {
    candidates: [{ content: { role: 'model', parts }, finishReason: 'STOP', index: 0 }],
    usageMetadata: { promptTokenCount, candidatesTokenCount, totalTokenCount: promptTokenCount + candidatesTokenCount },
    modelVersion: model,
  };
}

export function countTokens(text: string): number {
  return Math.ceil(text.length / 4);
}
