import { GoogleGenAI } from '@google/genai';

export interface GeminiOptions {
  apiKey: string;
  /** https://generativelanguage.googleapis.com, or whoever speaks its protocol. */
  baseUrl: string;
  model: string;
}

const TIMEOUT_MS = 120_000;

/** The SDK without retries of its own: Temporal retries, and keeps what the vendor said about when. */
export function createGeminiClient({ apiKey, baseUrl }: Omit<GeminiOptions, 'model'>): GoogleGenAI {
  return new GoogleGenAI({ apiKey, httpOptions: { baseUrl, timeout: TIMEOUT_MS } });
}
