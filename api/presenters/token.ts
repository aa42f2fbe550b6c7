import type { z } from 'zod';
import type { TokenBody, TokenShown } from '#domain/api-contract';
import type { ApiToken } from '#domain/ports/index';

export function tokenBody(token: ApiToken): TokenBody {
  return {
    id: token.id,
    name: token.name,
    last_four: token.lastFour,
    project_id: token.projectId,
    created_at: token.createdAt,
    expires_at: token.expiresAt,
  };
}

export function tokenShown(made: { token: string; record: ApiToken }): z.infer<typeof TokenShown> {
  const { id, name, projectId, expiresAt } = made.record;
  return { id, name, token: made.token, project_id: projectId, expires_at: expiresAt };
}
