import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { z } from 'zod';

/* For tests: a server that speaks the REST protocol of the Gemini API and refuses, as Google does, what is not in it. */

const Content = z.strictObject({ role: z.enum(['user', 'model']).optional(), parts: z.array(z.strictObject({ text: z.string() })).min(1) });

const EmbedRequest = z.strictObject({
  requests: z
    .array(
      z.strictObject({
        model: z.string().startsWith('models/'),
        content: Content,
        outputDimensionality: z.number().int().min(128).max(3072),
        taskType: z.enum(['CLUSTERING', 'SEMANTIC_SIMILARITY']).optional(),
      }),
    )
    .min(1)
    .max(100, 'at most 100 requests can be in one batch'),
});
export type EmbedRequest = z.infer<typeof EmbedRequest>;

const GenerateRequest = z.strictObject({
  contents: z.array(Content).min(1),
  systemInstruction: Content.optional(),
  generationConfig: z.strictObject({
    responseMimeType: z.literal('application/json'),
    responseJsonSchema: z.looseObject({ type: z.literal('object'), required: z.array(z.string()) }),
    temperature: z.number().optional(),
  }),
});
export type GenerateRequest = z.infer<typeof GenerateRequest>;

export interface Answer {
  status?: number;
  body: unknown;
}

export interface GeminiStandIn {
  url: string;
  embeds: EmbedRequest[];
  generates: GenerateRequest[];
  /** What it answers from now on; well-formed requests only. */
  onEmbed: (request: EmbedRequest) => Answer;
  onGenerate: (request: GenerateRequest) => Answer;
  stop(): Promise<void>;
}

const KEY = 'a-good-key';

export async function startGeminiStandIn(): Promise<GeminiStandIn> {
  const server = createServer((request, response) => {
    void bodyOf(request).then((body) => {
      const { status = 200, body: answer } = answerTo(request, body);
      response.writeHead(status, { 'content-type': 'application/json; charset=UTF-8' }).end(JSON.stringify(answer));
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const standIn: GeminiStandIn = {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    embeds: [],
    generates: [],
    onEmbed: ({ requests }) => ({
      body: { embeddings: requests.map(({ outputDimensionality }) => ({ values: vectorOf(outputDimensionality) })) },
    }),
    onGenerate: () => ({ body: said('{}') }),
    async stop() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };

  function answerTo(request: IncomingMessage, body: unknown): Answer {
    if (request.headers['x-goog-api-key'] !== KEY)
      return refusal(400, 'INVALID_ARGUMENT', [{ '@type': 'type.googleapis.com/google.rpc.ErrorInfo', reason: 'API_KEY_INVALID' }]);
    const [, model, method] = /^\/v1(?:beta)?\/models\/([\w.-]+):(\w+)$/u.exec(request.url ?? '') ?? [];
    if (request.method !== 'POST' || !model || !/^gemini-/u.test(model)) return refusal(404, 'NOT_FOUND');
    if (method === 'batchEmbedContents') {
      const parsed = EmbedRequest.safeParse(body);
      if (!parsed.success) return refusal(400, 'INVALID_ARGUMENT', [], parsed.error.message);
      standIn.embeds.push(parsed.data);
      return standIn.onEmbed(parsed.data);
    }
    if (method !== 'generateContent') return refusal(404, 'NOT_FOUND');
    const parsed = GenerateRequest.safeParse(body);
    if (!parsed.success) return refusal(400, 'INVALID_ARGUMENT', [], parsed.error.message);
    standIn.generates.push(parsed.data);
    return standIn.onGenerate(parsed.data);
  }
  return standIn;
}

/** A finished answer with this text. */
export function said(text: string): unknown {
  return {
    candidates: [{ content: { role: 'model', parts: [{ text }] }, finishReason: 'STOP', index: 0 }],
    usageMetadata: { promptTokenCount: 10, candidatesTokenCount: 5, totalTokenCount: 15 },
  };
}

/** Google's error body. */
export function refusal(code: number, status: string, details: object[] = [], message = 'told in our own words'): Answer {
  return { status: code, body: { error: { code, message, status, details } } };
}

function vectorOf(dims: number): number[] {
  return Array.from({ length: dims }, (_, i) => (i % 7) + 1);
}

async function bodyOf(request: IncomingMessage): Promise<unknown> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  try {
    return JSON.parse(Buffer.concat(chunks).toString('utf8'));
  } catch {
    return undefined;
  }
}
