import type { SourceName } from '#domain/report';
import * as datadog from '#domain/sources/datadog/samples';
import * as github from '#domain/sources/github/samples';
import * as manual from '#domain/sources/manual/samples';
import * as posthog from '#domain/sources/posthog/samples';
import * as reddit from '#domain/sources/reddit/samples';
import * as sentry from '#domain/sources/sentry/samples';
import * as sentryPulled from '#domain/sources/sentry/samples-pulled';
import * as splunk from '#domain/sources/splunk/samples';
import * as standard from '#domain/sources/standard/samples';

/* Every sample of every source, and the event types under which they come; for the fuzz. */

const WORDS = ['created', 'opened', 'edited', 'closed', 'resolved', 'unresolved', 'critical', 'anomalous', 'ok', 'Triggered', 'Recovered'];

/** A builder of samples gives one for each word that senders use. */
function samplesOf(module: object): unknown[] {
  const all = Object.values(module).flatMap((sample: unknown) =>
    typeof sample === 'function' ? WORDS.map((word) => (sample as (word: string, state: string) => unknown)(word, 'closed')) : [sample],
  );
  // Some modules also name an id that their samples share.
  return all.filter((sample) => typeof sample === 'object' && sample !== null);
}

const importLine = (source: SourceName) => ({
  source,
  external_id: '7',
  title: 'Export stops',
  body: 'At row 1000.',
  created_at: '2026-03-02T09:20:04Z',
  metadata: { labels: 'bug', votes: 3 },
  repo: 'shop/web',
  id: '3f0c2d6a-4b1e-4c8f-9a3d-5e6f7a8b9c0d',
  level: 'error',
  exceptions: [{ type: 'E', message: 'm', frames: [{ function: 'f', file: 'a.ts', line: 3, in_app: true }] }],
  occurrences: 4,
  first_seen_at: '2026-02-01T00:00:00.000Z',
});

interface Samples {
  eventTypes: readonly (string | null)[];
  payloads: readonly unknown[];
  importLine: unknown;
}

const samples = (source: SourceName, module: object, eventTypes: (string | null)[] = [null]): Samples => ({
  eventTypes,
  payloads: samplesOf(module),
  importLine: importLine(source),
});

export const SOURCE_SAMPLES: Readonly<Record<SourceName, Samples>> = {
  sentry: samples('sentry', { ...sentry, ...sentryPulled }, [
    'issue',
    'event_alert',
    'error',
    'metric_alert',
    'comment',
    'installation',
    null,
  ]),
  github: samples('github', github, ['issues', 'issue_comment', 'pull_request', 'ping', null]),
  reddit: samples('reddit', { post: reddit.post, feedbackItem: reddit.feedbackItem }),
  datadog: samples('datadog', datadog),
  posthog: samples('posthog', posthog),
  splunk: samples('splunk', splunk),
  manual: samples('manual', manual),
  standard: samples('standard', standard),
};
