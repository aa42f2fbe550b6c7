import type {
  ApiTokens,
  AuditLog,
  ChangePublisher,
  ChangeSubscription,
  Credentials,
  DeliveryLog,
  EditJournal,
  ErasedFacts,
  GroupingReviews,
  IdempotencyKeys,
  Inbox,
  InboxUpkeep,
  Logger,
  Projects,
  Sessions,
  SourceConfig,
  SourceCredentials,
  SyncTargets,
  Users,
} from '#domain/ports/index';
import { createApiTokens } from './api-tokens.ts';
import { createAuditLog } from './audit.ts';
import { createChangeFeed, createChangePublisher } from './change-feed.ts';
import { createCredentials } from './credentials.ts';
import { createDeliveryLog } from './delivery-log.ts';
import { createEditJournal } from './edit-journal.ts';
import { createEnvelope } from './envelope.ts';
import { createErasedFacts } from './erased-facts.ts';
import { toDomainError, translating } from './errors.ts';
import { createGroupingReviews } from './grouping-reviews.ts';
import { createIdempotencyKeys } from './idempotency-keys.ts';
import { createInbox } from './inbox.ts';
import { createInboxUpkeep } from './inbox-upkeep.ts';
import { migrate } from './migrate.ts';
import { createPools } from './pools.ts';
import { createProjects } from './projects.ts';
import { createSessions } from './sessions.ts';
import { createSourceConfig } from './source-config.ts';
import { createSourceCredentials } from './source-credentials.ts';
import { createSyncTargets } from './sync-targets.ts';
import { createUsers } from './users.ts';

export interface PostgresOptions {
  /** postgres://…; a direct connection: a pooler in transaction mode would lose LISTEN. */
  url: string;
  /** 32 bytes in base64; seals bodies, secrets and tokens at rest. */
  masterKey: string;
  /** What the inbox may take on disk; no bound where not given. */
  inboxMaxBytes?: number;
  log?: Logger;
}

export interface Postgres {
  inbox: Inbox;
  deliveryLog: DeliveryLog;
  inboxUpkeep: InboxUpkeep;
  users: Users;
  sessions: Sessions;
  apiTokens: ApiTokens;
  projects: Projects;
  sourceConfig: SourceConfig;
  sourceCredentials: SourceCredentials;
  syncTargets: SyncTargets;
  credentials: Credentials;
  audit: AuditLog;
  erasedFacts: ErasedFacts;
  editJournal: EditJournal;
  groupingReviews: GroupingReviews;
  idempotencyKeys: IdempotencyKeys;
  changePublisher: ChangePublisher;
  changeSubscription: ChangeSubscription;
  /** Brings the schema up to date; for several processes at once, any number of times. @throws {UnavailableError} down or starting */
  migrate(): Promise<void>;
  /**
   * Resolves when Postgres answers, on the connections that ingest uses.
   * @returns a sentence where the inbox comes close to its bound
   * @throws {UnavailableError} within 3 s
   */
  ping(): Promise<string | null>;
  /** Answers every accept that waits, then closes all connections. */
  close(): Promise<void>;
}

/**
 * Everything that is kept in Postgres. Connects at first use.
 * Every method rejects with errors of domain/errors.ts: UnavailableError where Postgres is down, starting or too slow.
 * @throws {Error} the master key is not 32 bytes
 */
export function createPostgres({ url, masterKey, inboxMaxBytes = Number.POSITIVE_INFINITY, log }: PostgresOptions): Postgres {
  const envelope = createEnvelope(masterKey);
  const pools = createPools(url, log);
  const { ingest, work, orm } = pools;
  const { inbox, notice, drained } = createInbox(pools, { envelope, maxBytes: inboxMaxBytes, log });
  const feed = createChangeFeed(url, log);

  return {
    inbox: translating(inbox),
    deliveryLog: translating(createDeliveryLog(pools, envelope)),
    inboxUpkeep: translating(createInboxUpkeep(work)),
    users: translating(createUsers(orm)),
    sessions: translating(createSessions(orm)),
    apiTokens: translating(createApiTokens(orm)),
    projects: translating(createProjects(orm)),
    sourceConfig: translating(createSourceConfig({ orm, ingest, envelope })),
    sourceCredentials: translating(createSourceCredentials(orm, envelope)),
    syncTargets: translating(createSyncTargets(orm)),
    credentials: translating(createCredentials(orm, envelope)),
    audit: translating(createAuditLog(orm)),
    erasedFacts: translating(createErasedFacts(orm)),
    editJournal: translating(createEditJournal(orm)),
    groupingReviews: translating(createGroupingReviews(orm)),
    idempotencyKeys: translating(createIdempotencyKeys(orm, envelope)),
    changePublisher: createChangePublisher(work, log),
    changeSubscription: feed.subscription,
    ...translating({
      migrate: () => migrate(url),
      async ping() {
        await ingest.query('select 1');
        return notice();
      },
    }),
    async close() {
      await drained();
      await Promise.all([feed.close(), pools.close()]).catch((error: unknown) => {
        throw toDomainError(error);
      });
    },
  };
}
