import type { DeliveryBody } from '#domain/api-contract';
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

/** How long it took from received to settled; a dash while it is not. */
export function latencyWords(ms: number | null): string {
  if (ms === null) return '–';
  if (ms < 1_000) return `${Math.max(0, Math.round(ms))} ms`;
  return ms < 10_000 ? `${(ms / 1_000).toFixed(1)} s` : agedWords(ms);
}

/** What was parked or replayed may have waited for days. */
function agedWords(ms: number): string {
  const seconds = Math.round(ms / 1_000);
  if (seconds < 120) return `${seconds} s`;
  if (seconds < 7_200) return `${Math.round(seconds / 60)} min`;
  return seconds < 172_800 ? `${Math.round(seconds / 3_600)} h` : `${Math.round(seconds / 86_400)} d`;
}

/** What its sender calls it, without the names that are ours. */
export const deliveryName = ({ delivery_id: id }: Pick<DeliveryBody, 'delivery_id'>): string =>
  id.startsWith('soulcaster-test:') ? 'test event' : id;

/** A body to read: JSON with its lines broken, anything else as it is; so is JSON with numbers that a browser would round. */
export function prettyBody(text: string): string {
  if (/[:,[]\s*-?\d[\d.]{15,}/.test(text)) return text;
  try {
    return JSON.stringify(JSON.parse(text), null, 2);
  } catch {
    return text;
  }
}

/** `812 bytes`, `3.4 KB`, `1.2 MB`. */
export function sizeWords(bytes: number): string {
  if (bytes < 1_000) return `${bytes} bytes`;
  return bytes < 1_000_000 ? `${(bytes / 1_000).toFixed(1)} KB` : `${(bytes / 1_000_000).toFixed(1)} MB`;
}
