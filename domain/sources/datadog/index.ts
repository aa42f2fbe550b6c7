import { MalformedPayloadError } from '../../errors.ts';
import { factText, type SourceDefinition } from '../definition.ts';

export const datadog: SourceDefinition = {
  name: 'datadog',
  label: 'Datadog',
  docsUrl: 'https://docs.datadoghq.com/integrations/webhooks/',
  path: '/ingest/datadog/webhook',
  auth: [
    { kind: 'token', headers: ['x-soulcaster-token'], bearer: false, query: null, path: false },
    { kind: 'hmac', header: 'x-datadog-signature', encoding: 'hex', prefix: '' },
  ],
  eventTypeHeader: null,
  deliveryIdHeader: null,
  trust: 'signed_monitor',
  retriesFailedDeliveries: true,
  schema: null,
  filters: [{ name: 'monitors', label: 'Monitors', values: null, valueOf: (report) => factText(report.metadata['monitor']) }],
  credential: null,
  template: null,
  parse: () => {
    throw new MalformedPayloadError('Deliveries of this source are not read yet.');
  },
  sample: (at) => ({ eventType: null, payload: { at } }),
};
