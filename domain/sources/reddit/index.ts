import { MalformedPayloadError } from '../../errors.ts';
import { type SourceDefinition } from '../definition.ts';

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
  schema: null,
  filters: [],
  credential: null,
  template: null,
  parse: () => {
    throw new MalformedPayloadError('Deliveries of this source are not read yet.');
  },
  sample: (at) => ({ eventType: null, payload: { at } }),
};
