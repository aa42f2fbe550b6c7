import type { NormalizedReport, SourceName, TrustTier } from '../report.ts';
import { parseGitHub } from './github/normalize.ts';
import { parseManual } from './manual/normalize.ts';
import type { ParseDelivery } from './parsed.ts';
import { parseSentry } from './sentry/normalize.ts';

export type { Parsed, ParseDelivery, PullRequestFacts } from './parsed.ts';

export interface SourceFilter {
  /** Key in the source's settings. */
  name: string;
  /** What the allow-list is held against; null where the report does not say, which passes. */
  valueOf: (report: NormalizedReport) => string | null;
}

export interface SourceDefinition {
  name: SourceName;
  /** Where the vendor describes what it sends. */
  docsUrl: string | null;
  /** Header with the MAC of the raw body, and how it is written. null: a member's session or token proves the sender. */
  signature: { header: string; scheme: 'hmac-sha256-hex'; prefix: '' | 'sha256=' } | null;
  eventTypeHeader: string | null;
  deliveryIdHeader: string | null;
  /** Who vouches for what it reports. */
  trust: TrustTier;
  /** Whether the vendor sends again what we did not take. */
  retriesFailedDeliveries: boolean;
  filters: readonly SourceFilter[];
  parse: ParseDelivery;
}

/** Every source, one entry each. docs/adding-a-source.md says how to add one. */
export const SOURCES: Readonly<Record<SourceName, SourceDefinition>> = {
  sentry: {
    name: 'sentry',
    docsUrl: 'https://docs.sentry.io/organization/integrations/integration-platform/webhooks/',
    signature: { header: 'sentry-hook-signature', scheme: 'hmac-sha256-hex', prefix: '' },
    eventTypeHeader: 'sentry-hook-resource',
    deliveryIdHeader: 'request-id',
    trust: 'signed_monitor',
    retriesFailedDeliveries: false,
    filters: [
      { name: 'environments', valueOf: (report) => textOf(report.metadata['environment']) },
      { name: 'levels', valueOf: (report) => report.level },
    ],
    parse: parseSentry,
  },
  github: {
    name: 'github',
    docsUrl: 'https://docs.github.com/webhooks/webhook-events-and-payloads',
    signature: { header: 'x-hub-signature-256', scheme: 'hmac-sha256-hex', prefix: 'sha256=' },
    eventTypeHeader: 'x-github-event',
    deliveryIdHeader: 'x-github-delivery',
    trust: 'public_issue',
    retriesFailedDeliveries: false,
    filters: [],
    parse: parseGitHub,
  },
  manual: {
    name: 'manual',
    docsUrl: null,
    signature: null,
    eventTypeHeader: null,
    deliveryIdHeader: null,
    trust: 'teammate',
    retriesFailedDeliveries: false,
    filters: [],
    parse: parseManual,
  },
};

/**
 * The name of the allow-list that leaves this report out, or null. An absent or empty list allows everything, and so does a report that
 * does not say: Sentry's issue hooks name no environment. Pure.
 */
export function refusedByFilter(
  source: SourceName,
  filters: Readonly<Record<string, readonly string[] | null>>,
  report: NormalizedReport,
): string | null {
  for (const { name, valueOf } of SOURCES[source].filters) {
    const allowed = Object.hasOwn(filters, name) ? filters[name] : null;
    const value = valueOf(report)?.toLowerCase() ?? null;
    if (!allowed || allowed.length === 0 || value === null) continue;
    if (!allowed.some((one) => one.trim().toLowerCase() === value)) return name;
  }
  return null;
}

function textOf(fact: string | number | boolean | null | undefined): string | null {
  return fact === null || fact === undefined ? null : String(fact);
}
