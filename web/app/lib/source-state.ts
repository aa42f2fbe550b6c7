import type { SourceConfigBody } from '#domain/api-contract';
import { refusalOf } from './refusal.ts';
import type { Tone } from './stages.ts';
import { sentenceOf } from './sync-words.ts';
import { plural } from './time.ts';

export type SourceHealth = SourceConfigBody['health'];

const CHIPS: Record<SourceHealth['state'], { text: string; tone: Tone }> = {
  off: { text: 'Off', tone: 'neutral' },
  no_secret: { text: 'Not connected', tone: 'neutral' },
  waiting: { text: 'Waiting', tone: 'info' },
  healthy: { text: 'Healthy', tone: 'good' },
  failing: { text: 'Failing', tone: 'danger' },
};
export const sourceChip = (state: SourceHealth['state']) => CHIPS[state];

const COUNTED: ReadonlyArray<readonly [state: string, words: (count: number) => string]> = [
  ['stored', (count) => `${count.toLocaleString('en-US')} stored`],
  ['repeat', (count) => plural(count, 'repeat')],
  ['updated', (count) => `${count.toLocaleString('en-US')} updated`],
  ['routed', (count) => `${count.toLocaleString('en-US')} went to a fix`],
  ['filtered', (count) => `${count.toLocaleString('en-US')} left out by a rule`],
  ['waiting', (count) => `${count.toLocaleString('en-US')} waiting`],
  ['parked', (count) => `${count.toLocaleString('en-US')} parked`],
  ['expired', (count) => `${count.toLocaleString('en-US')} expired`],
  ['dead_letter', (count) => `${count.toLocaleString('en-US')} not understood`],
];

/** What came of a source in 24 hours as a line: `12 stored, 3 repeats, 1 not understood`. Empty where nothing came. */
export function countWords(health: SourceHealth): string {
  const parts = COUNTED.flatMap(([state, words]) => {
    const count = health.counts_24h[state] ?? 0;
    return count === 0 ? [] : words(count);
  });
  if (health.duplicates_24h > 0) parts.push(`${health.duplicates_24h.toLocaleString('en-US')} came twice`);
  if (health.refused_24h > 0) parts.push(`${health.refused_24h.toLocaleString('en-US')} refused`);
  return parts.join(', ');
}

/** The newest failure in words, and what a person can do about it. */
export function failureWords(reason: string): { words: string; todo: string } {
  const refusal = refusalOf(reason);
  if (refusal) return { words: `A request was refused: ${refusal.words}.`, todo: refusal.todo };
  if (reason === 'expired')
    return { words: 'A delivery was parked until its time was over.', todo: 'Make room in the quota, then replay it.' };
  const words = reason === 'dead_letter' ? 'A delivery was not understood.' : `A delivery was not understood: ${sentenceOf(reason)}`;
  return { words, todo: 'Its body is in the log; it can be replayed once it can be read.' };
}
