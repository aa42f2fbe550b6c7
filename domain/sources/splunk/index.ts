import { factText, type SourceDefinition } from '../definition.ts';
import { parseSplunk } from './normalize.ts';
import { alert } from './samples.ts';

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
  filters: [
    {
      name: 'searches',
      label: 'Searches',
      values: null,
      valueOf: ({ metadata }) => factText(metadata['search_name'] ?? metadata['detector']),
    },
  ],
  credential: null,
  template: null,
  parse: parseSplunk,
  sample: (at) => ({
    eventType: null,
    payload: { ...alert, sid: `scheduler__test_at_${at}`, result: { ...alert.result, _time: String(Date.parse(at) / 1000) } },
  }),
};
