import { setCurrentDetails, sleep } from '@temporalio/workflow';
import type { PulledPage } from '#activities/syncing/index';
import type { PulledCounts, PullingInput, PullingResult } from './messages.ts';
import { runLength } from './run-length.ts';

/**
 * Reads page after page until there is no more, the vendor's pauses kept.
 * @param what is read, for the Temporal UI: `issues of shop/web`
 * @param readPage one page; its argument is the summary of the activity
 * @returns `carried`: the history is long; go on as a new run with it
 */
export async function readPages(
  input: PullingInput,
  what: string,
  readPage: (summary: string) => Promise<PulledPage>,
): Promise<{ result: PullingResult } | { carried: PulledCounts }> {
  const counts = { ...(input.carried ?? { pages: 0, read: 0, accepted: 0, skipped: 0 }) };
  for (;;) {
    const page = await readPage(`page ${counts.pages + 1} of ${what}`);
    counts.pages++;
    counts.read += page.read;
    counts.accepted += page.accepted;
    counts.skipped += page.skipped;
    setCurrentDetails(details(what, counts, page));
    if (page.off) return { result: { ...counts, end: 'off' } };
    if (!page.more) return { result: { ...counts, end: page.unchanged && counts.pages === 1 ? 'unchanged' : 'read' } };
    if (counts.pages >= input.maxPages) return { result: { ...counts, end: 'page_limit' } };
    if (page.waitSeconds > 0) await sleep(page.waitSeconds * 1000, { summary: 'the vendor asks us to wait' });
    if (runLength(input.longAfterEvents) !== 'fine') return { carried: counts };
  }
}

function details(what: string, { pages, read, accepted, skipped }: PulledCounts, { more, off, waitSeconds }: PulledPage): string {
  const state = off
    ? 'Nobody wants it read any more.'
    : !more
      ? 'Read to the end.'
      : waitSeconds > 0
        ? 'The vendor asks us to wait.'
        : 'Reading.';
  return [
    `${state} ${what[0]?.toUpperCase() ?? ''}${what.slice(1)}.`,
    `${pages} ${pages === 1 ? 'page' : 'pages'}: ${read} read, ${accepted} new in the inbox, ${skipped} left out.`,
  ].join('\n\n');
}
