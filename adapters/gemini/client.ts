import { randomBytes } from 'node:crypto';
import type { GoogleGenAI } from '@google/genai';
import type { z } from 'zod';
import { translated, unusableAnswer } from './errors.ts';

export interface GeminiOptions {
  apiKey: string;
  /** Where the API is: Google's, a proxy, or the demo model. */
  baseUrl: string;
  model: string;
}

const TIMEOUT_MS = 50_000;

/** Opens the client at the first call. */
export type Connect = () => Promise<GoogleGenAI>;

/**
 * No retries here: Temporal retries, and only it knows what the answer asks to wait.
 * The SDK takes 25 MB, which a process that asks no model does not pay.
 */
export function connect({ apiKey, baseUrl }: GeminiOptions): Connect {
  let client: Promise<GoogleGenAI> | undefined;
  const open = async () => {
    const { GoogleGenAI } = await import('@google/genai');
    return new GoogleGenAI({ apiKey, httpOptions: { baseUrl, timeout: TIMEOUT_MS } });
  };
  return () => (client ??= open());
}

/** Delimiters nobody can guess, for fences around outside text. */
export const randomToken = () => randomBytes(6).toString('hex');

export interface JsonQuestion<T extends z.ZodType> {
  /** Our words: what the model is to do. */
  instruction: string;
  /** Outside text in fences. */
  prompt: string;
  /** JSON Schema sent along; the answer is parsed with `answer` all the same. */
  schema: object;
  answer: T;
  signal: AbortSignal | undefined;
}

/**
 * Asks for JSON of one shape.
 * @throws {RateLimitedError}, {VendorRefusedError}, {UnavailableError} also where the answer has another shape
 */
export async function askForJson<T extends z.ZodType>(client: Connect, model: string, question: JsonQuestion<T>): Promise<z.output<T>> {
  const text = await generate(client, model, question);
  const parsed = question.answer.safeParse(jsonOf(text));
  if (!parsed.success) throw unusableAnswer('not the JSON that was asked for', parsed.error);
  return parsed.data;
}

async function generate(client: Connect, model: string, { instruction, prompt, schema, signal }: JsonQuestion<z.ZodType>): Promise<string> {
  const { models } = await client();
  try {
    const answer = await models.generateContent({
      model,
      contents: [{ role: 'user', parts: [{ text: prompt }] }],
      config: {
        systemInstruction: instruction,
        responseMimeType: 'application/json',
        responseJsonSchema: schema,
        temperature: 0.2,
        abortSignal: signal,
      },
    });
    return answer.text ?? '';
  } catch (error) {
    throw translated(error, signal);
  }
}

function jsonOf(text: string): unknown {
  try {
    // Some models wrap it in a fence although they were asked for JSON.
    return JSON.parse(text.replace(/^\s*```(?:json)?\s*|\s*```\s*$/gu, ''));
  } catch {
    return undefined;
  }
}
