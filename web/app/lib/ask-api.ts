import type { ErrorBody } from '#domain/api-contract';
import { useEffect, useState } from 'react';
import type { ApiError } from './api.server.ts';
import { useProject } from './project-data.ts';

export type Answer<T> = { ok: true; value: T } | { ok: false; error: ApiError };

const DOWN: ApiError = { code: 'unavailable', message: 'The API does not answer. Nothing was changed; try again in a moment.' };

/** Asks the API from the page, for what does not belong to its address: a preview, an operation, a search as one types. */
export async function askApi<T>(
  projectId: string,
  path: string,
  { body, method, signal }: { body?: unknown; method?: 'POST' | 'PUT'; signal?: AbortSignal } = {},
): Promise<Answer<T>> {
  const sends = body !== undefined || method !== undefined;
  try {
    const answer = await fetch(`/api${path}${path.includes('?') ? '&' : '?'}project_id=${encodeURIComponent(projectId)}`, {
      method: method ?? (sends ? 'POST' : 'GET'),
      headers: {
        accept: 'application/json',
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        ...(sends ? { 'idempotency-key': crypto.randomUUID() } : {}),
      },
      body: body === undefined ? undefined : JSON.stringify(body),
      signal,
    });
    const said: unknown = await answer.json();
    if (answer.ok) return { ok: true, value: said as T };
    return { ok: false, error: (said as Partial<ErrorBody>).error ?? { code: 'unknown', message: `The API answered ${answer.status}.` } };
  } catch (cause) {
    if (signal?.aborted) throw cause;
    return { ok: false, error: DOWN };
  }
}

/**
 * What the API answers, read when it is shown and again when what it is asked changes.
 * @param path null asks nothing
 * @param body makes it a question with a body, e.g. of a preview
 * @param again another value asks again
 * @returns null until the answer is there; while a newer one is on its way, the last
 */
export function useAsked<T>(path: string | null, { body, again }: { body?: unknown; again?: string | number } = {}): Answer<T> | null {
  const { project } = useProject();
  const sent = body === undefined ? undefined : JSON.stringify(body);
  const [known, setKnown] = useState<{ asked: string; answer: Answer<T> } | null>(null);
  const asked = `${path} ${sent}`;
  useEffect(() => {
    if (path === null) return;
    const stop = new AbortController();
    askApi<T>(project.id, path, { body: sent === undefined ? undefined : JSON.parse(sent), signal: stop.signal }).then(
      (answer) => setKnown({ asked, answer }),
      () => undefined,
    );
    return () => stop.abort();
  }, [project.id, path, sent, asked, again]);
  return known?.asked === asked ? known.answer : null;
}
