import type { SourceConfigBody } from '#domain/api-contract';

export type Source = SourceConfigBody['source'];
export const SOURCES: readonly Source[] = ['sentry', 'github', 'reddit', 'datadog', 'posthog', 'splunk', 'manual', 'standard'];
const NAMES: Record<string, string> = {
  sentry: 'Sentry',
  github: 'GitHub',
  reddit: 'Reddit',
  datadog: 'Datadog',
  posthog: 'PostHog',
  splunk: 'Splunk',
  manual: 'Manual',
  standard: 'Standard Webhooks',
};
export const sourceName = (source: string): string => NAMES[source] ?? source;
