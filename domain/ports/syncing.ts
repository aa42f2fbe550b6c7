import type { TenantScope } from '../project.ts';
import type { SourceName } from '../report.ts';

/** API credential of a project at a source, by the field names of its SourceDefinition. Sealed at rest, opened inside one activity. */
export interface SourceCredentials {
  put(scope: TenantScope, source: SourceName, fields: Record<string, string>): Promise<void>;
  open(scope: TenantScope, source: SourceName): Promise<Record<string, string> | null>;
  /** What may be shown: fields that are no secret, and the last four characters of those that are. null: not set. */
  describe(scope: TenantScope, source: SourceName): Promise<{ fields: Record<string, string>; updatedAt: string } | null>;
  delete(scope: TenantScope, source: SourceName): Promise<void>;
}

/** `repository` and `subreddit` are chosen by people; `project` is the one place a source's own API is read from. */
export type SyncKind = 'repository' | 'subreddit' | 'project';

/** Something that is read regularly, and how far reading has come. */
export interface SyncTarget {
  projectId: string;
  ownerId: string;
  source: SourceName;
  kind: SyncKind;
  /** owner/name, subreddit in lower case, or the source's name. */
  name: string;
  enabled: boolean;
  /** ISO 8601: everything changed before this is in the inbox. null: never read to its end. */
  watermark: string | null;
  /** Where the next run goes on, opaque to all but the feed; null: from the watermark. */
  cursor: string | null;
  etag: string | null;
  lastRunAt: string | null;
  lastSuccessAt: string | null;
  /** Why the last run failed, or what it had to leave out though it ended well, in our words; null: nothing. */
  lastError: string | null;
  /** Counts of the last run that ended well. */
  lastCounts: SyncCounts | null;
}

export interface SyncCounts {
  /** Rows read from the vendor, and of these put into the inbox (not there before), left out (pull requests, …). */
  read: number;
  accepted: number;
  skipped: number;
}

export type SyncProgress = Partial<
  Pick<SyncTarget, 'watermark' | 'cursor' | 'etag' | 'lastRunAt' | 'lastSuccessAt' | 'lastError' | 'lastCounts'>
>;

export interface SyncTargets {
  list(scope: TenantScope, source?: SourceName): Promise<SyncTarget[]>;
  get(scope: TenantScope, source: SourceName, name: string): Promise<SyncTarget | null>;
  /** Adds it, or switches it on or off; progress stays. @returns whether it is new */
  put(scope: TenantScope, target: { source: SourceName; kind: SyncKind; name: string; enabled: boolean }): Promise<{ created: boolean }>;
  remove(scope: TenantScope, source: SourceName, name: string): Promise<boolean>;
  /** Fields named are replaced. */
  record(scope: TenantScope, source: SourceName, name: string, progress: SyncProgress): Promise<void>;
  /** Enabled targets of all projects, by source and, where given, name. For schedules and for what several projects share. */
  enabled(source: SourceName, name?: string): Promise<SyncTarget[]>;
}
