import type { TokenBody } from '#domain/api-contract';

/** The answer to making a token: the only time the token itself is told. */
export type TokenMade = Pick<TokenBody, 'id' | 'name' | 'project_id' | 'expires_at'> & { token: string };
