import type { Report, SourceName } from '#domain/report';
import { datadog } from './datadog.ts';
import { github } from './github.ts';
import { posthog } from './posthog.ts';
import { manual, reddit, standard } from './people.ts';
import { sentry } from './sentry.ts';
import { splunk } from './splunk.ts';

/** A delivery in a shape that a vendor documents and seldom sends, and what becomes of it. */
export interface RarePayload {
  what: string;
  /** The vendor's header. */
  eventType?: string;
  payload: unknown;
  /** A part of the report that is stored, or the rule that leaves it out, or why it cannot be read. */
  becomes: { stored: Partial<Report> } | { filtered: string } | { deadLetter: string };
}

export const RARE_PAYLOADS: Readonly<Record<SourceName, readonly RarePayload[]>> = {
  sentry,
  github,
  reddit,
  datadog,
  posthog,
  splunk,
  manual,
  standard,
};
