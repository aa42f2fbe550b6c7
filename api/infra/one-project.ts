import { ForbiddenError } from '#domain/errors';
import type { Caller } from './request.ts';

/** @throws {ForbiddenError} the caller holds a token of one project, and this reaches beyond it */
export function mayReachBeyondOneProject(caller: Caller): void {
  if ((caller.token?.projectId ?? null) === null) return;
  throw new ForbiddenError('A token of one project cannot do this.');
}
