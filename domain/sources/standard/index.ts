import type { SourceDefinition } from '../definition.ts';
import { parseStandard } from './normalize.ts';
import { fields, wrapped } from './samples.ts';
import { StandardReport } from './schema.ts';

export const standard: SourceDefinition = {
  name: 'standard',
  label: 'Standard Webhooks',
  docsUrl: 'https://www.standardwebhooks.com/',
  path: '/ingest/standard',
  auth: [{ kind: 'standard_webhooks' }],
  eventTypeHeader: null,
  deliveryIdHeader: 'webhook-id',
  trust: 'signed_monitor',
  retriesFailedDeliveries: true,
  schema: StandardReport,
  filters: [],
  credential: null,
  template: JSON.stringify(wrapped, null, 2),
  parse: parseStandard,
  sample: (at) => ({ eventType: null, payload: { ...wrapped, timestamp: at, data: { ...fields, occurred_at: at } } }),
};
