import type { NormalizedReport, SourceName } from '../report.ts';
import { datadog } from './datadog/index.ts';
import type { SourceDefinition } from './definition.ts';
import { github } from './github/index.ts';
import { manual } from './manual/index.ts';
import { posthog } from './posthog/index.ts';
import { reddit } from './reddit/index.ts';
import { sentry } from './sentry/index.ts';
import { splunk } from './splunk/index.ts';
import { standard } from './standard/index.ts';

export { OWN_EVENT, type SourceAuth, type SourceDefinition, TEST_DELIVERY } from './definition.ts';
export type { Parsed, ParseDelivery, PullRequestFacts } from './parsed.ts';

/** Every source, one entry each. docs/adding-a-source.md says how to add one. */
export const SOURCES: Readonly<Record<SourceName, SourceDefinition>> = {
  sentry,
  github,
  reddit,
  datadog,
  posthog,
  splunk,
  manual,
  standard,
};

/**
 * The name of the allow-list that leaves this report out, or null. An absent or empty list allows everything, so does `*` in it, and so
 * does a report that does not say: Sentry's issue hooks name no environment. Pure.
 */
export function refusedByFilter(
  source: SourceName,
  filters: Readonly<Record<string, readonly string[] | null>>,
  report: NormalizedReport,
): string | null {
  for (const { name, valueOf, byDefault } of SOURCES[source].filters) {
    const list = Object.hasOwn(filters, name) ? filters[name] : null;
    const allowed = list && list.length > 0 ? list : byDefault;
    const values = [valueOf(report) ?? []].flat().map((value) => value.toLowerCase());
    if (!allowed || allowed.length === 0 || values.length === 0) continue;
    if (!allowed.some((one) => one.trim() === '*' || values.includes(one.trim().toLowerCase()))) return name;
  }
  return null;
}

/** Whether a delivery of this source is proven by a secret of the project: there is one to set. Pure. */
export function needsSecret({ auth }: SourceDefinition): boolean {
  return auth.every(({ kind }) => kind !== 'member');
}
