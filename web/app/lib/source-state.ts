import type { SourceConfigBody } from '#domain/api-contract';
import { refusalOf } from './refusal.ts';
import type { Tone } from './stages.ts';
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
  ['filtered', (count) => `${count.toLocaleString('en-US')} left out`],
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
  if (health.while_off_24h > 0) parts.push(`${health.while_off_24h.toLocaleString('en-US')} came while off`);
  return parts.join(', ');
}

export interface FailureWords {
  /** `A request was refused`; when it was goes behind it. */
  what: string;
  /** Without a full stop; null where no reason was noted. */
  why: string | null;
  todo: string;
  /** Where there is more on it. */
  at: 'refused' | 'deliveries' | 'pulls';
}

/** The newest failure in words, and what a person can do about it. */
export function failureWords({ reason, sync }: NonNullable<SourceHealth['last_failure']>): FailureWords {
  const why = reason.replace(/[.!?]$/, '');
  if (sync !== null) return { what: `${sync} could not be read`, why, todo: 'It is tried again by itself.', at: 'pulls' };
  const refusal = refusalOf(reason);
  if (refusal) return { what: 'A request was refused', why: refusal.words, todo: refusal.todo, at: 'refused' };
  if (reason === 'expired') {
    const todo = 'Make room in the quota, then replay it.';
    return { what: 'A delivery was parked until its time was over', why: null, todo, at: 'deliveries' };
  }
  return {
    what: 'A delivery was not understood',
    why: reason === 'dead_letter' ? null : why,
    todo: 'Its body is in the log, and it can be replayed once it can be read.',
    at: 'deliveries',
  };
}

/** Whether what it takes to prove a sender is there; what is only read may do without. */
export const canProve = ({ needs_secret: needs, has_secret: has }: SourceConfigBody): boolean => !needs || has;
