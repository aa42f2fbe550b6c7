import type { FeedPage, FeedPosition, SyncProgress, SyncTarget } from '#domain/ports/index';

/** What a vendor's clock may be late by, and what it tells late. */
const OVERLAP_MS = 2 * 60_000;

/** One reading from a watermark to the end, over as many pages and runs as it takes. Kept as the target's cursor. */
export interface Walk {
  /** When its first page was asked for: what changes later is the next walk's. */
  began: string;
  /** Where the feed goes on. */
  at: string | null;
  etag: string | null;
  read: number;
  accepted: number;
  skipped: number;
}

/** The walk that a target is in, or a new one. Pure. */
export function walkOf({ cursor }: Pick<SyncTarget, 'cursor'>, now: Date): Walk {
  const kept = cursor === null ? {} : (JSON.parse(cursor) as Partial<Walk>);
  return { began: now.toISOString(), at: null, etag: null, read: 0, accepted: 0, skipped: 0, ...kept };
}

/** Where the next page of a walk is. Pure. */
export function positionOf({ watermark, etag }: Pick<SyncTarget, 'watermark' | 'etag'>, { at }: Walk): FeedPosition {
  return { since: watermark, cursor: at, etag };
}

/**
 * What is noted when a page is in the inbox. Pure.
 * At the end of a walk that brought nothing new the watermark stays: the same question can then be answered with 304.
 */
export function progressAfter(
  target: Pick<SyncTarget, 'watermark'>,
  walk: Walk,
  page: FeedPage,
  accepted: number,
  now: Date,
): SyncProgress {
  const total: Walk = {
    ...walk,
    at: page.cursor,
    etag: walk.etag ?? page.etag,
    read: walk.read + page.rows.length + page.skipped,
    accepted: walk.accepted + accepted,
    skipped: walk.skipped + page.skipped,
  };
  const at = now.toISOString();
  if (page.more) return { cursor: JSON.stringify(total), lastRunAt: at, lastError: null };
  const stays = target.watermark !== null && total.etag !== null && total.accepted === 0;
  return {
    cursor: page.cursor === null ? null : JSON.stringify({ at: page.cursor }),
    watermark: stays ? target.watermark : new Date(Date.parse(total.began) - OVERLAP_MS).toISOString(),
    etag: stays ? total.etag : null,
    lastRunAt: at,
    lastSuccessAt: at,
    lastError: page.note ?? null,
    lastCounts: { read: total.read, accepted: total.accepted, skipped: total.skipped },
  };
}
