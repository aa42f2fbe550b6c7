import type { SourceDefinition } from '../definition.ts';
import { parseManual } from './normalize.ts';
import { titled } from './samples.ts';
import { ManualReport } from './schema.ts';

export const manual: SourceDefinition = {
  name: 'manual',
  label: 'Manual',
  docsUrl: null,
  path: '/ingest/manual',
  auth: [{ kind: 'member' }],
  eventTypeHeader: null,
  deliveryIdHeader: null,
  trust: 'teammate',
  retriesFailedDeliveries: false,
  schema: ManualReport,
  filters: [],
  credential: null,
  template: null,
  parse: parseManual,
  sample: () => ({ eventType: null, payload: titled }),
};
