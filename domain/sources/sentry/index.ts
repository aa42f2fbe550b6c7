import { Level } from '../../report.ts';
import { factText, type SourceDefinition } from '../definition.ts';
import { parseSentry } from './normalize.ts';
import { eventAlertAt } from './samples.ts';

export const sentry: SourceDefinition = {
  name: 'sentry',
  label: 'Sentry',
  docsUrl: 'https://docs.sentry.io/organization/integrations/integration-platform/webhooks/',
  path: '/ingest/sentry',
  auth: [{ kind: 'hmac', header: 'sentry-hook-signature', encoding: 'hex', prefix: '' }],
  eventTypeHeader: 'sentry-hook-resource',
  deliveryIdHeader: 'request-id',
  trust: 'signed_monitor',
  retriesFailedDeliveries: false,
  schema: null,
  filters: [
    { name: 'environments', label: 'Environments', values: null, valueOf: (report) => factText(report.metadata['environment']) },
    { name: 'levels', label: 'Levels', values: Level.options, valueOf: (report) => report.level },
  ],
  credential: {
    why: 'Sentry does not send again what it could not deliver; with a token the issues missed while we were down are pulled, and those resolved or archived there are closed here.',
    link: 'https://docs.sentry.io/account/auth-tokens/',
    fields: [
      { name: 'token', label: 'Auth token with project:read and event:read', secret: true, placeholder: 'sntrys_…' },
      { name: 'organization', label: 'Organization slug', secret: false, placeholder: 'acme' },
      { name: 'project', label: 'Project slug', secret: false, placeholder: 'web' },
    ],
  },
  template: null,
  parse: parseSentry,
  sample: (at) => ({ eventType: 'event_alert', payload: eventAlertAt(at) }),
};
