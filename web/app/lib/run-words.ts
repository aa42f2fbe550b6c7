import type { ClusterJobBody } from '#domain/api-contract';
import type { StateChip } from './stages.ts';
import { plural } from './time.ts';

/** How a run of grouping ended, or that it goes on. */
export function runChip({ status }: Pick<ClusterJobBody, 'status'>): StateChip {
  switch (status) {
    case 'pending':
      return { text: 'Asked for', tone: 'neutral' };
    case 'running':
      return { text: 'Running', tone: 'accent' };
    case 'succeeded':
      return { text: 'Done', tone: 'good' };
    case 'failed':
      return { text: 'Failed', tone: 'danger' };
  }
}

/** What a run of grouping is at, or what came of it. */
export function runWords({ kind, status, progress, stats, space }: ClusterJobBody): string {
  const { step, done, total } = progress;
  const amount = `${done.toLocaleString('en-US')} of ${plural(total, 'report')}`;
  if (kind === 'reembed') {
    const where = `in ${space ?? 'another space'}`;
    if (status === 'succeeded') return `${plural(done, 'report')} compared anew ${where}`;
    if (status === 'failed') return `Another model came in between: ${amount} had a vector ${where}`;
    return `Comparing anew ${where}: ${amount}`;
  }
  if (status === 'pending') return 'Begins in a moment';
  if (status === 'failed') return `${plural(total, 'report')} went back to wait for the next run`;
  if (step === 'embedding') return `Making vectors: ${amount}`;
  if (step === 'deciding') return `Deciding on ${plural(total, 'report')}`;
  if (!stats || stats.clustered === 0) return 'Nothing was left to group';
  return `${plural(stats.clustered, 'report')} grouped: ${stats.joined} joined a cluster, ${stats.new_clusters} opened one`;
}

/** From start to end, to the second: `under 1 s`, `42 s`, `3 min`. */
export function runTook(startedAt: string, finishedAt: string): string {
  const seconds = Math.round((Date.parse(finishedAt) - Date.parse(startedAt)) / 1_000);
  if (seconds < 1) return 'under 1 s';
  return seconds < 120 ? `${seconds} s` : `${Math.round(seconds / 60)} min`;
}
