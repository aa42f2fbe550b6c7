import { MalformedPayloadError } from '../../errors.ts';
import { type SourceDefinition } from '../definition.ts';

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
  schema: null,
  filters: [],
  credential: null,
  template: null,
  parse: () => {
    throw new MalformedPayloadError('Deliveries of this source are not read yet.');
  },
  sample: (at) => ({ eventType: null, payload: { at } }),
};
