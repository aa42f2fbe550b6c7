import { setTimeout as delay } from 'node:timers/promises';
import type { z } from 'zod';

const ANSWER_WITHIN_MS = 30_000;
/** How long a part that restarts may be away. */
const PATIENCE_MS = 60_000;

export class UnexpectedAnswerError extends Error {
  override readonly name = 'UnexpectedAnswerError';
  readonly call: string;
  readonly status: number;
  constructor(call: string, status: number, text: string) {
    super(`${call} answered ${status}: ${text.slice(0, 500)}`);
    this.call = call;
    this.status = status;
  }
}

export interface Call {
  method?: 'GET' | 'POST' | 'PATCH';
  /** Path and query. */
  path: string;
  headers?: Record<string, string>;
  /** An object goes as JSON; a text as it is. */
  body?: object | string;
}

/** One of our HTTP services, for scripts: asks again while it says 429 or 503 or does not listen, for a minute; any other refusal is an error. */
export class HttpClient {
  readonly #url: string;
  readonly #headers: Record<string, string>;

  constructor(url: string, headers: Record<string, string>) {
    this.#url = url.replace(/\/$/, '');
    this.#headers = headers;
  }

  async ask<T extends z.ZodType>(schema: T, call: Call): Promise<z.infer<T>> {
    const { status, text } = await this.send(call);
    if (status < 200 || status > 299) throw new UnexpectedAnswerError(`${call.method ?? 'GET'} ${call.path}`, status, text);
    return schema.parse(JSON.parse(text));
  }

  async send({ method = 'GET', path, headers, body }: Call): Promise<{ status: number; text: string }> {
    const deadline = Date.now() + PATIENCE_MS;
    for (let waitMs = 250; ; waitMs = Math.min(waitMs * 2, 5_000)) {
      const answer = await fetch(`${this.#url}${path}`, {
        method,
        headers: { ...(body === undefined ? {} : { 'content-type': 'application/json' }), ...this.#headers, ...headers },
        body: typeof body === 'object' ? JSON.stringify(body) : body,
        signal: AbortSignal.timeout(ANSWER_WITHIN_MS),
      }).catch((error: unknown) => {
        if (Date.now() > deadline) throw error;
        return null;
      });
      if (answer !== null && ((answer.status !== 429 && answer.status !== 503) || Date.now() > deadline)) {
        return { status: answer.status, text: await answer.text() };
      }
      await answer?.body?.cancel();
      await delay(waitMs);
    }
  }
}
