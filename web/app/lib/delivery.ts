import type { DeliveryBody } from '#domain/api-contract';
import type { Source } from './sources.ts';
import type { Tone } from './stages.ts';

const STATES: Record<DeliveryBody['state'], { text: string; tone: Tone }> = {
  waiting: { text: 'Waiting', tone: 'accent' },
  stored: { text: 'Stored', tone: 'good' },
  repeat: { text: 'Repeat', tone: 'neutral' },
  updated: { text: 'Updated', tone: 'good' },
  filtered: { text: 'Filtered', tone: 'neutral' },
  routed: { text: 'Went to its fix', tone: 'info' },
  parked: { text: 'Parked', tone: 'warn' },
  expired: { text: 'Expired', tone: 'danger' },
  dead_letter: { text: 'Dead letter', tone: 'danger' },
};
export const deliveryChip = (state: DeliveryBody['state']) => STATES[state];

/** What a state means, for those who ask. */
export function deliveryMeaning(state: DeliveryBody['state']): string {
  switch (state) {
    case 'waiting':
      return 'Kept, and about to be stored';
    case 'stored':
      return 'A new report';
    case 'repeat':
      return 'A report we already had, once more';
    case 'updated':
      return 'A report we already had, with new words';
    case 'filtered':
      return 'Understood, and left out by a rule';
    case 'routed':
      return 'Handed to the fix it belongs to';
    case 'parked':
      return 'Kept until there is room in the quota';
    case 'expired':
      return 'Parked until its time was over; it can still be exported and replayed';
    case 'dead_letter':
      return 'Kept, but no parser understood it';
  }
}

const FAILURES: readonly DeliveryBody['state'][] = ['dead_letter', 'parked'];

export interface Failing {
  source: Source;
  since: string;
  reason: string | null;
}

/**
 * Sources whose newest settled delivery failed, and since when without a success between.
 * @param deliveries newest first
 */
export function failingSources(deliveries: readonly DeliveryBody[]): Failing[] {
  const failing = new Map<Source, Failing>();
  const well = new Set<Source>();
  for (const delivery of deliveries) {
    if (delivery.state === 'waiting' || well.has(delivery.source)) continue;
    if (!FAILURES.includes(delivery.state)) {
      well.add(delivery.source);
      continue;
    }
    const known = failing.get(delivery.source);
    failing.set(delivery.source, {
      source: delivery.source,
      since: delivery.received_at,
      reason: known ? known.reason : delivery.reason,
    });
  }
  return [...failing.values()];
}
