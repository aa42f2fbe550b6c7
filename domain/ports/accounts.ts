import type { Project, ProjectSettings, TenantScope } from '../project.ts';
import type { SourceName } from '../report.ts';

export interface User {
  id: string;
  name: string;
  /** null for the local owner. */
  githubLogin: string | null;
  createdAt: string;
}

export interface Session {
  id: string;
  userId: string;
  expiresAt: string;
}

export interface Users {
  /** The one local owner, made at first use. */
  localOwner(): Promise<User>;
  get(userId: string): Promise<User | null>;
  upsertGithub(profile: { githubId: string; login: string; name: string | null }): Promise<User>;
}

/** Opaque ids of 256 bits; only their SHA-256 is stored. Idle 12 h, at most 7 days. */
export interface Sessions {
  create(userId: string): Promise<{ token: string; expiresAt: string }>;
  find(token: string): Promise<Session | null>;
  revoke(token: string): Promise<void>;
}

export interface ApiToken {
  id: string;
  userId: string;
  /** null: every project of its owner. */
  projectId: string | null;
  name: string;
  lastFour: string;
  createdAt: string;
  expiresAt: string | null;
}

/** `sc_…`, shown once; SHA-256 stored. */
export interface ApiTokens {
  create(input: {
    userId: string;
    projectId: string | null;
    name: string;
    expiresAt: string | null;
  }): Promise<{ token: string; record: ApiToken }>;
  find(token: string): Promise<ApiToken | null>;
  /** Not expired, newest first; never the token itself. */
  list(userId: string): Promise<ApiToken[]>;
  /** @throws {NotFoundError} no such token of this user */
  revoke(userId: string, id: string): Promise<void>;
}

export interface Projects {
  create(input: { id?: string; ownerId: string; name: string; isSample: boolean; settings?: Partial<ProjectSettings> }): Promise<Project>;
  /** null also where the user is no member: callers cannot tell the difference. */
  findForUser(projectId: string, userId: string): Promise<Project | null>;
  /** For ingest and workers, which prove themselves otherwise. */
  find(projectId: string): Promise<Project | null>;
  listForUser(userId: string): Promise<Project[]>;
  /** Every project there is, in order of ids, in batches; for upkeep alone. @param after id of the last one known */
  scan(batchSize: number, after?: string | null): AsyncIterable<TenantScope[]>;
  rename(scope: TenantScope, name: string): Promise<Project>;
  updateSettings(scope: TenantScope, settings: Partial<ProjectSettings>): Promise<Project>;
  /** Postgres rows of the project: inbox, settings, secrets, tokens, audit references. */
  delete(scope: TenantScope): Promise<void>;
}

export interface SourceSettings {
  source: SourceName;
  enabled: boolean;
  hasSecret: boolean;
  /** Last four characters, for recognition. */
  secretHint: string | null;
  /** Until when the secret before this one is accepted; null: it is not. */
  previousSecretUntil: string | null;
  /** Allow-lists; null allows all. Keys depend on the source: environments, levels for Sentry. */
  filters: Record<string, string[] | null>;
  lastEventAt: string | null;
}

export interface SourceVerification {
  ownerId: string;
  /** The present secret, then the one before while it is still accepted; at least one. */
  secrets: string[];
  enabled: boolean;
  filters: Record<string, string[] | null>;
}

/** Settings and HMAC secrets of sources. Secrets are AES-256-GCM at rest and leave only through `secret`. */
export interface SourceConfig {
  get(scope: TenantScope, source: SourceName): Promise<SourceSettings>;
  list(scope: TenantScope): Promise<SourceSettings[]>;
  setEnabled(scope: TenantScope, source: SourceName, enabled: boolean): Promise<void>;
  /** Filters named are replaced, the others stay, whoever sets them meanwhile. */
  setFilters(scope: TenantScope, source: SourceName, filters: Record<string, string[] | null>): Promise<void>;
  /**
   * The one before is accepted as well for `overlapHours`, 0..72 (0 when not given), so that a sender can be changed without losing a delivery.
   * A second change within that time ends the oldest at once.
   */
  setSecret(scope: TenantScope, source: SourceName, secret: string, options?: { overlapHours: number }): Promise<void>;
  /** The source is off until another one is set. */
  removeSecret(scope: TenantScope, source: SourceName): Promise<void>;
  /** For the ingest guard alone; cached for at most 5 s. null: project or secret unknown (one and the same to the caller). */
  forVerification(projectId: string, source: SourceName): Promise<SourceVerification | null>;
}

/** Tokens of code hosts. Decrypted at use, inside one activity. */
export interface Credentials {
  put(userId: string, kind: 'github', token: string): Promise<void>;
  get(userId: string, kind: 'github'): Promise<string | null>;
  delete(userId: string, kind: 'github'): Promise<void>;
}

export interface AuditEntry {
  at: string;
  actorId: string | null;
  projectId: string | null;
  /** e.g. `project.delete`, `fix.approve`, `source.secret.set`. */
  action: string;
  target: string | null;
  /** Facts without secrets, e.g. the plan digest. */
  facts: Record<string, string | number | boolean | null>;
}

export interface AuditLog {
  append(entry: Omit<AuditEntry, 'at'>): Promise<void>;
}

/** Idempotency-Key of POSTs that create: the first answer is kept 24 h and given again. */
export interface IdempotencyKeys {
  /** null: go on and call `finish`; otherwise the stored answer. @throws {ConflictError} same key, other request, or still running */
  begin(userId: string, key: string, requestHash: string): Promise<{ status: number; body: string } | null>;
  finish(userId: string, key: string, answer: { status: number; body: string }): Promise<void>;
  abandon(userId: string, key: string): Promise<void>;
}
