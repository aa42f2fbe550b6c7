import { InternalError, SoulcasterError, UnavailableError } from '#domain/errors';
import { DrizzleQueryError } from './drizzle.ts';

/**
 * SQLSTATEs and socket errors that mean: not now. Class 08 connection, 53 resources, 57 shut down, starting or cut off; 28 and
 * 3D000 are a wrong password or database: a setting to put right, which costs no sender its report.
 */
const NOT_NOW = /^(?:08...|28...|3D000|53...|57...|40001|40P01|55P03|25006|E[A-Z]+)$/;
/** What node-postgres says without a code. */
const NOT_NOW_MESSAGES =
  /^(?:Connection terminated|Query read timeout|timeout exceeded|timeout expired|Client has encountered|Client was closed)/;
const LOST = /^(?:08...|57P01|ECONNRESET|EPIPE)$/;
const LOST_MESSAGES = /^(?:Connection terminated(?! due to connection timeout)|Client has encountered|Client was closed)/;

/** What is left of an error of Postgres: its code and whom it concerns, no values and no query. */
export class PostgresFault extends Error {
  override readonly name = 'PostgresFault';
  readonly code: string | undefined;
  readonly constraint: string | undefined;

  constructor(error: unknown) {
    const code = field(error, 'code');
    super(code === undefined && error instanceof Error ? error.message : `PostgreSQL answered ${code}`);
    this.code = code;
    this.constraint = field(error, 'constraint');
  }
}

/** Vendor's error to ours. Values of a row can be in a message of Postgres or Drizzle, so neither goes on. */
export function toDomainError(error: unknown): SoulcasterError {
  if (error instanceof SoulcasterError) return error;
  const raw = unwrap(error);
  const cause = new PostgresFault(raw);
  if (matches(raw, NOT_NOW, NOT_NOW_MESSAGES)) {
    return new UnavailableError('PostgreSQL cannot be reached.', { cause, details: { service: 'postgres' }, retryAfterSeconds: 5 });
  }
  return new InternalError('PostgreSQL refused a statement.', { cause, details: { service: 'postgres' } });
}

/** The connection broke under the statement: another one may do. Not so where none can be made. */
export function lostConnection(error: unknown): boolean {
  return matches(unwrap(error), LOST, LOST_MESSAGES);
}

/** SQLSTATE of an error of Postgres. */
export function stateOf(error: unknown): string | undefined {
  return field(unwrap(error), 'code');
}

/** Names the unique constraint that an insert or update ran into. */
export function violatedUnique(error: unknown): string | undefined {
  const raw = unwrap(error);
  return field(raw, 'code') === '23505' ? field(raw, 'constraint') : undefined;
}

/** The same store, whose methods and what they iterate over reject with errors of domain/errors.ts only. */
export function translating<T extends object>(store: T): T {
  const translated = Object.entries(store).map(([name, method]: [string, unknown]) => {
    if (typeof method !== 'function') return [name, method];
    return [
      name,
      (...input: unknown[]): unknown => {
        const answer = method.apply(store, input) as Promise<unknown> | AsyncGenerator<unknown>;
        return Symbol.asyncIterator in answer ? iterating(answer) : rejecting(answer);
      },
    ];
  });
  return Object.fromEntries(translated) as T;
}

async function rejecting(answer: Promise<unknown>): Promise<unknown> {
  try {
    return await answer;
  } catch (error) {
    throw toDomainError(error);
  }
}

async function* iterating(items: AsyncGenerator<unknown>): AsyncGenerator<unknown> {
  try {
    yield* items;
  } catch (error) {
    throw toDomainError(error);
  }
}

function unwrap(error: unknown): unknown {
  return error instanceof DrizzleQueryError && error.cause ? error.cause : error;
}

function matches(error: unknown, codes: RegExp, messages: RegExp): boolean {
  const code = field(error, 'code');
  if (code !== undefined) return codes.test(code);
  return error instanceof Error && messages.test(error.message);
}

function field(error: unknown, name: 'code' | 'constraint'): string | undefined {
  const value: unknown = typeof error === 'object' && error !== null ? Reflect.get(error, name) : undefined;
  return typeof value === 'string' ? value : undefined;
}
