import type { z } from 'zod';
import type { NormalizedReport, SourceName, TrustTier } from '../report.ts';
import type { ParseDelivery } from './parsed.ts';

/**
 * Event types of our own, beside what vendors send in a header. None of them can come in one: a colon is no part of a vendor's name.
 * `pulled`: read from the vendor's API; the payload is what that API answers. `imported`: a line of POST /import.
 */
export const OWN_EVENT = { pulled: 'soulcaster:pulled', imported: 'soulcaster:import' } as const;

/** Start of the delivery key of a test event: it goes the whole way, and its report is not kept. */
export const TEST_DELIVERY = 'soulcaster-test:';

/** How a sender proves itself; the secret is the one set for the source. Where a source has several, one of them is enough. */
export type SourceAuth =
  /** HMAC-SHA256 of the raw body. */
  | { kind: 'hmac'; header: string; encoding: 'hex' | 'base64'; prefix: string }
  /** The secret itself: in one of these headers, as `Authorization: Bearer`, as this query parameter, or as the last segment of the path. */
  | { kind: 'token'; headers: readonly string[]; bearer: boolean; query: string | null; path: boolean }
  /** standardwebhooks.com: `webhook-id`, `webhook-timestamp`, `webhook-signature`. */
  | { kind: 'standard_webhooks' }
  /** A signed-in member, or an API token of one. */
  | { kind: 'member' };

export interface SourceFilter {
  /** Key in the source's settings, and last segment of `POST /config/{source}/{name}`. */
  name: string;
  label: string;
  /** Allowed values where they are few; null: any text. */
  values: readonly string[] | null;
  /** What is allowed while no list is set; absent: everything. */
  byDefault?: readonly string[];
  /** What the allow-list is held against; several, where one of them is enough; null where the report does not say, which passes. */
  valueOf: (report: NormalizedReport) => string | readonly string[] | null;
}

/** What the vendor's API asks for, so that what was missed while we were down can be pulled; null fields: nothing to fill in. */
export interface SourceCredential {
  /** What setting it is good for, one sentence for the Sources screen. */
  why: string;
  /** Where the vendor makes one. */
  link: string;
  fields: readonly { name: string; label: string; secret: boolean; placeholder: string }[];
}

/** One source, whole: docs/adding-a-source.md shows how to write one. */
export interface SourceDefinition {
  name: SourceName;
  /** As the vendor writes itself. */
  label: string;
  /** Where the vendor describes what it sends. */
  docsUrl: string | null;
  /** Path of the ingest route, e.g. `/ingest/datadog/webhook`. */
  path: string;
  auth: readonly SourceAuth[];
  eventTypeHeader: string | null;
  /** null: the same body is the same delivery. */
  deliveryIdHeader: string | null;
  /** Where the vendor can also send a form: its field that holds the JSON. What is signed is the form. */
  formField?: string;
  /** Who vouches for what it reports. */
  trust: TrustTier;
  /** Whether the vendor sends again what we did not take. */
  retriesFailedDeliveries: boolean;
  /** A shape of our own, held against the body before it is kept, 422 otherwise; null: a vendor's, read after it is kept. */
  schema: z.ZodType | null;
  filters: readonly SourceFilter[];
  credential: SourceCredential | null;
  /** What to paste at the vendor as its payload; null where it has a payload of its own. */
  template: string | null;
  parse: ParseDelivery;
  /** A delivery as the vendor sends it, for *Send test event*: `eventType` is the header's value, `payload` the body. */
  sample: (at: string) => { eventType: string | null; payload: unknown };
}

/** A small fact of a report as the text a filter compares, or null. Pure. */
export function factText(fact: string | number | boolean | null | undefined): string | null {
  return fact === null || fact === undefined ? null : String(fact);
}
