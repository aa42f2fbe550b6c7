import { z } from 'zod';
import type { SourceName } from './report.ts';

/**
 * What became of a delivery. `waiting`: in the inbox. `stored`: a new report. `repeat`: a known fact again.
 * `updated`: a change to a known fact. `filtered`: understood and left out by a rule. `routed`: handed to the fix it belongs to.
 * `parked`: over quota, tried again when there is room. `expired`: parked for too long; its bytes stay exportable while the log keeps it.
 * `dead_letter`: no parser understood it.
 */
export const DeliveryState = z.enum(['waiting', 'stored', 'repeat', 'updated', 'filtered', 'routed', 'parked', 'expired', 'dead_letter']);
export type DeliveryState = z.infer<typeof DeliveryState>;

/** What the API commits before it answers. */
export interface NewDelivery {
  projectId: string;
  source: SourceName;
  /** Vendor's delivery id, else SHA-256 of the body, for people the Idempotency-Key, else random. Unique per project and source while kept. */
  deliveryKey: string;
  /** The vendor's event type (header value), e.g. `issue`, `issues`, `pull_request`; null where the source has none. */
  eventType: string | null;
  /** Exact bytes received. */
  body: Uint8Array;
  /** Member who sent it, for manual reports. */
  userId: string | null;
}

export interface InboxRow extends NewDelivery {
  /** UUID; also the id answered by ingest. */
  id: string;
  receivedAt: string;
  /** How often storing it was tried. */
  attempts: number;
}

export interface DeliveryOutcome {
  id: string;
  state: Exclude<DeliveryState, 'waiting' | 'expired'>;
  /** Rule that filtered it, or why it is a dead letter; our words. */
  reason: string | null;
  /** The fact it tells of, also where nothing of it is kept; null where it tells of none. */
  reportId: string | null;
  /** True: not even a scrubbed copy of its body is kept. */
  forgetBody?: boolean;
}

/** Delivery as the log shows it, without its body. */
export interface DeliveryRecord {
  id: string;
  projectId: string;
  source: SourceName;
  deliveryKey: string;
  eventType: string | null;
  state: DeliveryState;
  reason: string | null;
  reportId: string | null;
  receivedAt: string;
  settledAt: string | null;
  attempts: number;
  /** How often the same delivery came again; written a moment later than it happens. */
  duplicates: number;
  sizeBytes: number;
}

/** One delivery with what is kept of its body. `received`: the bytes as they came (waiting, parked, expired, dead letters). */
export interface DeliveryContent {
  record: DeliveryRecord;
  body: { kind: 'received' | 'scrubbed'; text: string } | null;
}

/** A refused request: nothing of its body is kept. */
export interface RefusalRecord {
  at: string;
  source: SourceName;
  /** Our word for it, e.g. `bad_signature`. */
  reason: string;
}

/** Refusals that a stranger can bring about: nothing had proven who sent. */
export const UNPROVEN_REFUSALS = [
  'no_secret',
  'no_signature',
  'bad_signature',
  'unauthenticated',
  'forbidden',
  'too_large',
  'headers_too_large',
  'unsupported_media_type',
  'timeout',
] as const;

/** The refusal of a proven delivery while its source is off: it was answered, and left out. */
export const WHILE_OFF = 'while_off';

/** What came of a source in the last 24 hours. */
export interface SourceHealth {
  source: SourceName;
  lastEventAt: string | null;
  /** The newest dead letter or refusal of a proven sender in the last 24 hours; null where there was none. */
  lastFailure: { at: string; reason: string } | null;
  /** The newest refusal that a stranger may have brought about. */
  lastUnproven: { at: string; reason: string } | null;
  /** The newest delivery that was understood: stored, repeat, updated, filtered or routed. */
  lastSuccessAt: string | null;
  /** Deliveries received in 24 h by what became of them. */
  states24h: Partial<Record<DeliveryState, number>>;
  duplicates24h: number;
  refused24h: number;
  /** Proven deliveries that came while the source was off; not among the refused. */
  whileOff24h: number;
}
