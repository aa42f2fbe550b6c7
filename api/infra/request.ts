import { createParamDecorator, type ExecutionContext } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { InternalError } from '#domain/errors';
import type { ApiToken, User } from '#domain/ports/index';
import type { Project, TenantScope } from '#domain/project';

/** Who is asking, and how that was proven. */
export interface Caller {
  user: User;
  via: 'session' | 'api_token' | 'local_token';
  /** Set for `api_token`. */
  token: ApiToken | null;
}

/** What the guards leave on a request. */
export interface Proven {
  caller?: Caller;
  project?: Project;
  scope?: TenantScope;
  /** Why a request was refused: a word of ours, else the code of its error. Counted for ingest when the answer is out. */
  refusal?: string;
}

export type ApiRequest = FastifyRequest & Proven;
export type ApiReply = FastifyReply;

function fromRequest<K extends keyof Proven>(name: K) {
  return createParamDecorator((_: unknown, context: ExecutionContext): NonNullable<Proven[K]> => {
    const value = context.switchToHttp().getRequest<ApiRequest>()[name];
    if (value === undefined) throw new InternalError(`the route does not prove its ${name}`);
    return value;
  });
}

/** Who is asking. Needs `@Access` other than open and signed. */
export const CallerOf = fromRequest('caller');
/** Proof for the stores that this caller may act on the project asked for. Needs `@Access('project')`. */
export const ScopeOf = fromRequest('scope');
/** The project asked for. Needs `@Access('project')`. */
export const ProjectOf = fromRequest('project');

/** A header that came once; null where it is missing or repeated. */
export function header(request: Pick<FastifyRequest, 'headers'>, name: string): string | null {
  const value = request.headers[name];
  return typeof value === 'string' && value !== '' ? value : null;
}

/** A query parameter as text; null where it is missing or repeated. */
export function queryText(request: Pick<FastifyRequest, 'query'>, name: string): string | null {
  const value = (request.query as Record<string, unknown> | null)?.[name];
  return typeof value === 'string' && value !== '' ? value : null;
}
