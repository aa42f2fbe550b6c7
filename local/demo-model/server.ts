import type { AddressInfo } from 'node:net';
import Fastify, { type FastifyInstance } from 'fastify';
import { z } from 'zod';
import { nextTurn } from './agent.ts';
import { PLAN_FIELDS, planFrom } from './plan.ts';
import { answer, countTokens, GenerateRequest, offeredTools, type Part, wantedFields } from './protocol.ts';

/** An agent sends every tool's answer again with each turn. */
const MAX_BODY_BYTES = 20 * 1024 * 1024;

export interface DemoModelOptions {
  /** 0: any free one. */
  port: number;
  host?: string;
}

export interface RunningDemoModel {
  url: string;
  port: number;
  stop(): Promise<void>;
}

/**
 * A scripted model that speaks Gemini's protocol (generateContent, streamGenerateContent as SSE, countTokens; v1 and v1beta). It plans and
 * fixes four bugs of the sample, only from what its requests hold, and says so where it has nothing to offer. Keeps nothing.
 */
export async function startDemoModel({ port, host = '127.0.0.1' }: DemoModelOptions): Promise<RunningDemoModel> {
  const app = Fastify({ bodyLimit: MAX_BODY_BYTES, forceCloseConnections: true });
  addRoutes(app);
  await app.listen({ port, host });
  const bound = (app.server.address() as AddressInfo).port;
  return { url: `http://${host}:${bound}`, port: bound, stop: () => app.close() };
}

function addRoutes(app: FastifyInstance): void {
  app.get('/healthz', async () => ({ status: 'ok' }));

  app.post('/:version/models/:call', async (request, reply) => {
    const { version, call } = z.object({ version: z.string(), call: z.string() }).parse(request.params);
    const [model = '', method] = call.split(':');
    if (!/^v1(beta)?$/.test(version) || model === '') return reply.code(404).send(refusal(404, 'NOT_FOUND', 'no such method'));
    const parsed = GenerateRequest.safeParse(request.body);
    if (!parsed.success) return reply.code(400).send(refusal(400, 'INVALID_ARGUMENT', 'contents are missing or malformed'));
    switch (method) {
      case 'countTokens':
        return { totalTokens: countTokens(JSON.stringify(parsed.data.contents)) };
      case 'generateContent':
      case 'streamGenerateContent': {
        const parts = reactTo(parsed.data);
        if (parts === null) return reply.code(400).send(refusal(400, 'INVALID_ARGUMENT', 'the demo model only plans and fixes the sample'));
        if (method === 'generateContent') return answer(model, parsed.data, parts);
        // Each part is an event of its own, as a model that thinks aloud sends them; the last one carries the counts.
        const whole = answer(model, parsed.data, parts);
        const events = parts.map((part, i) =>
          i === parts.length - 1
            ? { ...whole, candidates: [{ content: { role: 'model', parts: [part] }, finishReason: 'STOP', index: 0 }] }
            : { candidates: [{ content: { role: 'model', parts: [part] }, index: 0 }], modelVersion: model },
        );
        return reply.type('text/event-stream').send(events.map((event) => `data: ${JSON.stringify(event)}\r\n\r\n`).join(''));
      }
      default:
        return reply.code(404).send(refusal(404, 'NOT_FOUND', 'no such method'));
    }
  });
  app.setErrorHandler((error: Error & { statusCode?: number }, _, reply) => {
    const status = error.statusCode ?? 500;
    return reply.code(status).send(refusal(status, status < 500 ? 'INVALID_ARGUMENT' : 'INTERNAL', 'the request could not be read'));
  });
}

/** null where nothing that the demo model can give is asked for. */
function reactTo(request: GenerateRequest): Part[] | null {
  const fields = wantedFields(request);
  if (fields !== null) return PLAN_FIELDS.every((field) => fields.has(field)) ? [{ text: JSON.stringify(planFrom(request)) }] : null;
  return offeredTools(request).size > 0 ? nextTurn(request) : null;
}

/** Google's error body. */
function refusal(code: number, status: string, message: string) {
  return { error: { code, message, status } };
}
