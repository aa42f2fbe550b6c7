import type { SyncBody } from '#domain/api-contract';

/** What the last run did: `120 read, 3 new or changed, 4 left out`. Empty where it told nothing. */
export function syncCounts({ counts }: SyncBody): string {
  if (counts === null) return '';
  const parts = [`${counts.read.toLocaleString('en-US')} read`, `${counts.accepted.toLocaleString('en-US')} taken in`];
  if (counts.skipped > 0) parts.push(`${counts.skipped.toLocaleString('en-US')} left out`);
  return parts.join(', ');
}

/** Our own words as a sentence. */
export function sentenceOf(text: string): string {
  const first = text.charAt(0).toUpperCase() + text.slice(1);
  return /[.!?]$/.test(first) ? first : `${first}.`;
}
