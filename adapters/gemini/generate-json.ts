import type { GoogleGenAI } from '@google/genai';
import { z } from 'zod';
import { UnavailableError } from '#domain/errors';
import { asking } from './errors.ts';

/**
 * Asks a model for JSON of a schema and checks that it came.
 * @throws {UnavailableError} the answer is empty, cut off or of another shape: asking again may help
 */
export async function generateJson<T extends z.ZodType>(
  client: GoogleGenAI,
  request: { model: string; schema: T; instruction: string; prompt: string; signal?: AbortSignal },
): Promise<z.infer<T>> {
  const answer = await asking(
    () =>
      client.models.generateContent({
        model: request.model,
        contents: [{ role: 'user', parts: [{ text: request.prompt }] }],
        config: {
          systemInstruction: request.instruction,
          responseMimeType: 'application/json',
          responseJsonSchema: z.toJSONSchema(request.schema),
          abortSignal: request.signal,
        },
      }),
    request.signal,
  );
  const parsed = request.schema.safeParse(parseJson(answer.text ?? ''));
  if (parsed.success) return parsed.data;
  throw new UnavailableError('Gemini gave no answer of the shape asked for.', { details: { service: 'gemini' } });
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
