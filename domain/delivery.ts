import { z } from 'zod';
import type { SourceName } from './report.ts';

/**
 * What became of a delivery. `waiting`: in the inbox. `stored`: a new report. `repeat`: a known fact again.
 * `filtered`: understood and left out by a rule. `routed`: handed to the fix it belongs to. `parked`: over quota.
 * `dead_letter`: no parser understood it.
 */
export const DeliveryState = z.enum(['waiting', 'stored', 'repeat', 'updated', 'filtered', 'routed', 'parked', 'dead_letter']);
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
  state: Exclude<DeliveryState, 'waiting'>;
  /** Rule that filtered it, or why it is a dead letter; our words. */
  reason: string | null;
  reportId: string | null;
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
}
