import type { ErrorBody } from '#domain/api-contract';
import { data, redirect } from 'react-router';
import { request as send } from 'undici';
import { config } from '../config.server.ts';

/** What the API looks at to decide who is asking and from where; passed on exactly, never made up. */
const PASSED_ON = ['cookie', 'host', 'origin', 'forwarded', 'x-forwarded-for', 'x-forwarded-host', 'x-forwarded-proto', 'x-real-ip', 'via'];
const DOWN: ErrorBody = { error: { code: 'unavailable', message: 'The API does not answer. It may be starting.' } };

export type ApiError = ErrorBody['error'];
export type ApiResult<T> = { ok: true; value: T; setCookie: string[] } | { ok: false; status: number; error: ApiError };
type Query = Record<string, string | number | null | undefined>;

interface Call {
  query?: Query;
  body?: unknown;
  /** Makes a repeated submit harmless. */
  idempotencyKey?: string;
}

export function apiFor(request: Request) {
  const headers: Record<string, string> = { accept: 'application/json' };
  for (const name of PASSED_ON) {
    const value = request.headers.get(name);
    if (value !== null) headers[name] = value;
  }

  /** Answers a result, also for refusals; for actions. */
  async function call<T>(method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE', path: string, options: Call = {}): Promise<ApiResult<T>> {
    const url = new URL(config.apiUrl.href.replace(/\/$/, '') + path);
    for (const [name, value] of Object.entries(options.query ?? {})) {
      if (value !== null && value !== undefined && value !== '') url.searchParams.set(name, String(value));
    }
    try {
      const answer = await send(url, {
        method,
        headers: {
          ...headers,
          ...(options.body === undefined ? {} : { 'content-type': 'application/json' }),
          ...(options.idempotencyKey ? { 'idempotency-key': options.idempotencyKey } : {}),
        },
        body: options.body === undefined ? undefined : JSON.stringify(options.body),
        headersTimeout: 15_000,
        bodyTimeout: 15_000,
        signal: request.signal,
      });
      const text = await answer.body.text();
      const value: unknown = text === '' ? null : JSON.parse(text);
      if (answer.statusCode < 400) return { ok: true, value: value as T, setCookie: [answer.headers['set-cookie'] ?? []].flat() };
      const error = (value as ErrorBody | null)?.error ?? { code: 'unknown', message: `The API answered ${answer.statusCode}.` };
      return { ok: false, status: answer.statusCode, error };
    } catch (cause) {
      if (request.signal.aborted) throw cause;
      return { ok: false, status: 503, error: DOWN.error };
    }
  }

  /** For loaders: a refusal ends in the nearest error boundary, a missing session at the sign-in page. */
  async function get<T>(path: string, query?: Query): Promise<T> {
    const result = await call<T>('GET', path, { query });
    if (result.ok) return result.value;
    if (result.status === 401) throw redirect(signInPath(request));
    throw data({ error: result.error }, { status: result.status });
  }

  return { call, get };
}

export type Api = ReturnType<typeof apiFor>;

function signInPath(request: Request): string {
  const url = new URL(request.url);
  const here = url.pathname.replace(/\.data$/, '') + url.search;
  return here === '/' || here.startsWith('/_root') ? '/sign-in' : `/sign-in?next=${encodeURIComponent(here)}`;
}

/** What an action hands its form. */
export type ActionResult<T = null> = { ok: true; value: T } | { ok: false; error: ApiError };

export function actionResult<T>(result: ApiResult<T>) {
  if (result.ok) return data({ ok: true, value: result.value } satisfies ActionResult<T> as ActionResult<T>);
  if (result.status === 401) throw redirect('/sign-in');
  return data({ ok: false, error: result.error } satisfies ActionResult<T> as ActionResult<T>, { status: result.status });
}

/** A form's field as trimmed text. */
export function field(form: FormData, name: string): string {
  const value = form.get(name);
  return typeof value === 'string' ? value.trim() : '';
}
