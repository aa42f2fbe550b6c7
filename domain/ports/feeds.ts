import type { CodeHostKind, TenantScope } from '../project.ts';
import type { SourceName } from '../report.ts';
import type { SyncKind } from './syncing.ts';

/** Where reading goes on. */
export interface FeedPosition {
  /** ISO 8601: what changed from then on is wanted; null: never read before. */
  since: string | null;
  /** As the page before left it; null: at the start. */
  cursor: string | null;
  /** Of the first page of a walk from `since`; null: none known. */
  etag: string | null;
}

export interface FeedRow {
  /** Delivery key: names the fact and its version, so that the same row read again is the same delivery. */
  key: string;
  /** OWN_EVENT.pulled, or the vendor's own where its webhook itself was found again. */
  eventType: string;
  /** As the vendor's API has it, under `issue`, `comment`, `post`, `event` or `removed`. */
  payload: unknown;
  /** External id of the fact; the row is kept only where that is stored or parked here. Absent: it is kept anyway. */
  onlyIfKnown?: string;
}

export interface FeedPage {
  rows: FeedRow[];
  /** Read and left out: pull requests, their comments. */
  skipped: number;
  /** For the next page, or for the next walk where this was the last. */
  cursor: string | null;
  more: boolean;
  /** Of the first page of a walk, where it was all there was; null otherwise. */
  etag: string | null;
  /** Nothing changed since `etag`. */
  unchanged: boolean;
  /** How long the vendor wants us to wait before the next page; 0: not at all. */
  waitSeconds: number;
  /** What could not be read though the rest was, and what to do about it; in our words. */
  note?: string;
}

/** A fact that is open here, for the vendor to be asked about. */
export interface OpenFact {
  externalId: string;
  /** Where a person opens it at the vendor; null: not known. */
  url: string | null;
}

/** A fact that is open here and over at the vendor, or not there any more. */
export interface ClosedFact extends Pick<FeedRow, 'eventType' | 'payload'> {
  externalId: string;
  /** The vendor's word for how it stands. */
  state: string;
}

/**
 * Something of a vendor that is read page by page, oldest change first where the vendor can. Every call is one page.
 * @throws {RateLimitedError} with the seconds to wait; {UnavailableError}; {VendorRefusedError}, {NotFoundError} for good, in words
 * that a person can act on
 */
export interface Feed {
  read(position: FeedPosition, signal?: AbortSignal): Promise<FeedPage>;
  /**
   * Those of these facts, at most 100, that are over at the vendor, and those that it says are not there any more: deleted, or merged into
   * another one. Absent where the vendor's changes tell it all.
   * @returns `found`: what others were merged into, as rows of `read`; `note` as of a page, where it may not be asked
   */
  closedAmong?(
    facts: readonly OpenFact[],
    signal?: AbortSignal,
  ): Promise<{ closed: ClosedFact[]; found: FeedRow[] } & Pick<FeedPage, 'waitSeconds' | 'note'>>;
  /** Whether it is there and may be read. @returns its name as the vendor spells it */
  check(signal?: AbortSignal): Promise<string>;
}

export interface FeedTarget {
  source: SourceName;
  kind: SyncKind;
  /** As in SyncTarget. */
  name: string;
  scope: TenantScope;
  /** Where the project's repositories are. */
  codeHost: CodeHostKind;
}

export interface Feeds {
  /** Opens the credential; it lives no longer than the feed. @throws {VendorRefusedError} none is set, and what to do about it */
  open(target: FeedTarget): Promise<Feed>;
  /** The posts of one subreddit, for every project on it. @throws {VendorRefusedError} this installation has no Reddit app */
  openSubreddit(name: string): Feed;
}
