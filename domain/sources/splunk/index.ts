import { MalformedPayloadError } from '../../errors.ts';
import { factText, type SourceDefinition } from '../definition.ts';

export const splunk: SourceDefinition = {
  name: 'splunk',
  label: 'Splunk',
  docsUrl: 'https://docs.splunk.com/Documentation/Splunk/latest/Alert/Webhooks',
  path: '/ingest/splunk/webhook',
  auth: [
    { kind: 'token', headers: ['x-splunk-token'], bearer: true, query: 'token', path: true },
    { kind: 'hmac', header: 'x-sfx-signature', encoding: 'base64', prefix: '' },
  ],
  eventTypeHeader: null,
  deliveryIdHeader: null,
  trust: 'signed_monitor',
  retriesFailedDeliveries: false,
  schema: null,
  filters: [{ name: 'searches', label: 'Searches', values: null, valueOf: (report) => factText(report.metadata['search_name']) }],
  credential: null,
  template: null,
  parse: () => {
    throw new MalformedPayloadError('Deliveries of this source are not read yet.');
  },
  sample: (at) => ({ eventType: null, payload: { at } }),
};
