import { Inject, Injectable } from '@nestjs/common';
import type { z } from 'zod';
import type { CreateToken } from '#domain/api-contract';
import { NotFoundError } from '#domain/errors';
import type { ApiToken } from '#domain/ports/index';
import { mayReachBeyondOneProject } from '../infra/one-project.ts';
import type { ApiAdapters } from '../infra/parts.ts';
import type { Caller } from '../infra/request.ts';
import { ADAPTERS } from '../infra/tokens.ts';
import { isUuid } from '../infra/uuid.ts';

const DAY_MS = 86_400_000;

@Injectable()
export class TokensService {
  private readonly adapters: Pick<ApiAdapters, 'apiTokens' | 'projects' | 'audit'>;
  constructor(@Inject(ADAPTERS) adapters: ApiAdapters) {
    this.adapters = adapters;
  }

  list(caller: Caller): Promise<ApiToken[]> {
    mayReachBeyondOneProject(caller);
    return this.adapters.apiTokens.list(caller.user.id);
  }

  /**
   * A token made with a token ends no later than that one.
   * @throws {ForbiddenError} a token of one project makes none
   * @throws {NotFoundError} not a project of the caller
   */
  async create(caller: Caller, input: z.infer<typeof CreateToken>): Promise<{ token: string; record: ApiToken }> {
    mayReachBeyondOneProject(caller);
    const { project_id: projectId } = input;
    if (projectId !== null) {
      const project = isUuid(projectId) ? await this.adapters.projects.findForUser(projectId, caller.user.id) : null;
      if (!project) throw new NotFoundError('There is no such project.');
    }
    const wanted = input.expires_in_days === null ? null : new Date(Date.now() + input.expires_in_days * DAY_MS).toISOString();
    const made = await this.adapters.apiTokens.create({
      userId: caller.user.id,
      projectId,
      name: input.name,
      expiresAt: earlier(wanted, caller.token?.expiresAt ?? null),
    });
    await this.audit(caller, projectId, 'token.create', made.record.id);
    return made;
  }

  /** @throws {NotFoundError} no such token of the caller */
  async revoke(caller: Caller, id: string): Promise<void> {
    mayReachBeyondOneProject(caller);
    if (!isUuid(id)) throw new NotFoundError('There is no such token.');
    await this.adapters.apiTokens.revoke(caller.user.id, id);
    await this.audit(caller, null, 'token.revoke', id);
  }

  private async audit(caller: Caller, projectId: string | null, action: string, target: string): Promise<void> {
    await this.adapters.audit.append({ actorId: caller.user.id, projectId, action, target, facts: {} });
  }
}

/** null is never. */
function earlier(a: string | null, b: string | null): string | null {
  if (a === null || b === null) return a ?? b;
  return Date.parse(a) <= Date.parse(b) ? a : b;
}
