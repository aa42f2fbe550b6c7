import type { SourceConfigBody } from '#domain/api-contract';
import type { Failing } from './delivery.ts';
import { NEEDS_SECRET } from './source-setup.ts';
import type { Tone } from './stages.ts';

export type SourceState = 'off' | 'no_secret' | 'waiting' | 'healthy' | 'failing';

/** How a source does, as one word. */
export function sourceState(source: SourceConfigBody, failing: Failing | null): SourceState {
  if (!source.enabled) return 'off';
  if (NEEDS_SECRET[source.source] && !source.has_secret) return 'no_secret';
  if (failing) return 'failing';
  return source.last_event_at === null ? 'waiting' : 'healthy';
}

const CHIPS: Record<SourceState, { text: string; tone: Tone }> = {
  off: { text: 'Off', tone: 'neutral' },
  no_secret: { text: 'Not connected', tone: 'neutral' },
  waiting: { text: 'Waiting for the first event', tone: 'info' },
  healthy: { text: 'Healthy', tone: 'good' },
  failing: { text: 'Failing', tone: 'danger' },
};
export const sourceChip = (state: SourceState) => CHIPS[state];
