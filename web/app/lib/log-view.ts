import type { DeliveryBody } from '#domain/api-contract';
import { SOURCES, type Source } from './sources.ts';

type DeliveryState = DeliveryBody['state'];

/** What the delivery log shows; its URL and nothing else decides. */
export interface LogView {
  /** Requests that were refused instead of deliveries. */
  refused: boolean;
  source: Source | null;
  /** Empty: every state. */
  states: DeliveryState[];
  q: string;
  /** How many further pages were asked for. */
  more: number;
  /** The delivery whose panel is open. */
  delivery: string | null;
}

export const DELIVERY_STATES: readonly DeliveryState[] = [
  'waiting',
  'stored',
  'repeat',
  'updated',
  'filtered',
  'routed',
  'parked',
  'expired',
  'dead_letter',
];
/** What did not become a report, and might when it is tried again. */
export const FAILED_STATES: readonly DeliveryState[] = ['dead_letter', 'parked', 'expired'];
const MOST_PAGES = 20;

/** Reads a view from an address; what is unknown there counts as absent. */
export function readLogView(params: URLSearchParams): LogView {
  const more = Number(params.get('more') ?? 0);
  const wanted = params.get('state')?.split(',') ?? [];
  return {
    refused: params.get('log') === 'refused',
    source: SOURCES.find((each) => each === params.get('source')) ?? null,
    states: DELIVERY_STATES.filter((each) => wanted.includes(each)),
    q: (params.get('q') ?? '').trim().slice(0, 200),
    more: Number.isInteger(more) ? Math.min(MOST_PAGES, Math.max(0, more)) : 0,
    delivery: params.get('d'),
  };
}

/** What a replay of all that is listed means: without a state chosen, all of it that failed. */
export function replayFilter({ source, states, q }: Pick<LogView, 'source' | 'states' | 'q'>) {
  return { ...(source ? { source } : {}), state: states.length > 0 ? states : [...FAILED_STATES], ...(q === '' ? {} : { q }) };
}
