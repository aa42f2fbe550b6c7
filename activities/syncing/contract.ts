import type { SourceName } from '#domain/report';

/** What one page brought; counts only. */
export interface PulledPage {
  /** Rows of the vendor, and of these new in an inbox, left out. Over all projects of a subreddit: the most that one of them took. */
  read: number;
  accepted: number;
  skipped: number;
  more: boolean;
  /** The vendor says that nothing changed since the last walk. */
  unchanged: boolean;
  /** The vendor wants this pause before the next page. */
  waitSeconds: number;
  /** Nobody wants it read any more: removed, or switched off. */
  off: boolean;
}

export interface SyncingActivities {
  /**
   * Reads the next page of a repository or of a source's API, and puts it into the inbox; only then is it noted how far reading has come.
   * Idempotent: a crash in between reads the page again, and what is in the inbox already is the same delivery.
   * @throws {RateLimitedError} with the vendor's wait; {UnavailableError}; {VendorRefusedError}, {NotFoundError} for good. Each is shown as
   * the target's last error
   */
  pullPage(input: { projectId: string; source: SourceName; name: string }): Promise<PulledPage>;
  /** The same of a subreddit, once for all projects on it. */
  pollSubreddit(input: { subreddit: string }): Promise<PulledPage>;
  /** Makes schedules agree with what people chose. Idempotent. @throws {UnavailableError} Postgres or Temporal is down */
  agreeSchedules(): Promise<{ created: number; removed: number }>;
}
