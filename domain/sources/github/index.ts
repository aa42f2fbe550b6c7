import type { SourceDefinition } from '../definition.ts';
import { parseGitHub } from './normalize.ts';
import { openedAt } from './samples.ts';

export const github: SourceDefinition = {
  name: 'github',
  label: 'GitHub',
  docsUrl: 'https://docs.github.com/webhooks/webhook-events-and-payloads',
  path: '/ingest/github',
  auth: [{ kind: 'hmac', header: 'x-hub-signature-256', encoding: 'hex', prefix: 'sha256=' }],
  eventTypeHeader: 'x-github-event',
  deliveryIdHeader: 'x-github-delivery',
  formField: 'payload',
  trust: 'public_issue',
  retriesFailedDeliveries: false,
  schema: null,
  filters: [],
  // What is pulled is read with the person's own sign-in, or GITHUB_TOKEN.
  credential: null,
  template: null,
  parse: parseGitHub,
  sample: (at) => ({ eventType: 'issues', payload: openedAt(at) }),
};
