import { UnavailableError } from '#domain/errors';
import type { Logger } from '#domain/ports/index';

const LOOK_EVERY_MS = 10_000;
const RETRY_AFTER_SECONDS = 60;
/** Share of the bound from which on the log says so. */
const ALARM_AT = 0.8;
const WHAT_TO_DO = 'Raise INBOX_MAX_BYTES, or lower INBOX_RETENTION_DAYS and wait for the next sweep.';

/**
 * Keeps the inbox within its share of the disk. The size is looked at beside the path of deliveries, at most every ten seconds and only
 * while some come or somebody asks: what is known may be as old as that.
 */
export function createInboxBound({ maxBytes, sizeBytes, log }: { maxBytes: number; sizeBytes(): Promise<number>; log?: Logger }) {
  let usedBytes = 0;
  let lookedAt = 0;
  let looking = false;

  const look = async (): Promise<void> => {
    looking = true;
    lookedAt = Date.now();
    usedBytes = await sizeBytes().catch(() => usedBytes);
    looking = false;
    if (usedBytes >= maxBytes) log?.error({ usedBytes, maxBytes }, 'the inbox is at its bound: deliveries are refused with 503');
    else if (usedBytes >= maxBytes * ALARM_AT) log?.warn({ usedBytes, maxBytes }, 'the inbox comes close to its bound');
  };

  const lookNowAndThen = (): void => {
    if (!looking && Date.now() - lookedAt >= LOOK_EVERY_MS) void look();
  };

  return {
    /** A sentence for /status from four fifths of the bound on. */
    notice(): string | null {
      lookNowAndThen();
      if (usedBytes < maxBytes * ALARM_AT) return null;
      const percent = Math.floor((100 * usedBytes) / maxBytes);
      return percent >= 100
        ? `The inbox is full: deliveries are refused. ${WHAT_TO_DO}`
        : `The inbox takes ${percent} % of what INBOX_MAX_BYTES allows.`;
    },
    /** @throws {UnavailableError} the inbox is as large as it may be */
    check(): void {
      lookNowAndThen();
      if (usedBytes < maxBytes) return;
      throw new UnavailableError(`The inbox is full. ${WHAT_TO_DO}`, {
        details: { service: 'inbox', used_bytes: usedBytes, max_bytes: maxBytes },
        retryAfterSeconds: RETRY_AFTER_SECONDS,
      });
    },
  };
}
