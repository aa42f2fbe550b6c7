import { factText, type SourceDefinition } from '../definition.ts';
import { parsePostHog, PROBLEM_EVENTS } from './normalize.ts';
import { destinationHook } from './samples.ts';

export const posthog: SourceDefinition = {
  name: 'posthog',
  label: 'PostHog',
  docsUrl: 'https://posthog.com/docs/webhooks',
  path: '/ingest/posthog/webhook',
  auth: [{ kind: 'token', headers: [], bearer: true, query: null, path: false }],
  eventTypeHeader: null,
  deliveryIdHeader: null,
  trust: 'signed_monitor',
  retriesFailedDeliveries: false,
  schema: null,
  filters: [
    {
      name: 'events',
      label: 'Event types',
      values: null,
      byDefault: PROBLEM_EVENTS,
      valueOf: (report) => factText(report.metadata['event']),
    },
  ],
  credential: {
    why: 'PostHog may drop what it could not deliver; with a key the exceptions missed while we were down are pulled, and issues resolved or suppressed there are closed here.',
    link: 'https://posthog.com/docs/api',
    fields: [
      { name: 'key', label: 'Personal API key with query:read and error_tracking:read', secret: true, placeholder: 'phx_…' },
      { name: 'project', label: 'Project id', secret: false, placeholder: '12345' },
    ],
  },
  // The body of a webhook destination; the project makes the link to the issue.
  template: JSON.stringify({ event: '{event}', person: '{person}', project: '{project}' }, null, 2),
  parse: parsePostHog,
  sample: (at) => ({ eventType: null, payload: { ...destinationHook, event: { ...destinationHook.event, timestamp: at } } }),
};
