import type { SourceDefinition } from '../definition.ts';
import { parseReddit } from './normalize.ts';
import { post } from './samples.ts';
import { RedditSubmission } from './schema.ts';

export const reddit: SourceDefinition = {
  name: 'reddit',
  label: 'Reddit',
  docsUrl: 'https://www.reddit.com/dev/api',
  path: '/ingest/reddit',
  auth: [{ kind: 'member' }],
  eventTypeHeader: null,
  deliveryIdHeader: null,
  trust: 'anonymous',
  retriesFailedDeliveries: false,
  schema: RedditSubmission,
  filters: [],
  credential: null,
  template: null,
  parse: parseReddit,
  sample: (at) => ({ eventType: null, payload: { ...post, created_utc: Math.floor(Date.parse(at) / 1000) } }),
};
