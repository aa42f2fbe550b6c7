import { factText, type SourceDefinition } from '../definition.ts';
import { parseDatadog } from './normalize.ts';
import { templateAt } from './samples.ts';
import { TEMPLATE } from './template.ts';

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
  filters: [
    {
      name: 'monitors',
      label: 'Monitors, by id or name',
      values: null,
      // Payloads of before this product named the monitor where Datadog has the event.
      valueOf: ({ metadata }) =>
        [metadata['monitor_id'] ?? metadata['event_id'], metadata['monitor']].flatMap((fact) => factText(fact) ?? []),
    },
  ],
  credential: null,
  template: TEMPLATE,
  parse: parseDatadog,
  sample: (at) => ({ eventType: null, payload: templateAt(at) }),
};
