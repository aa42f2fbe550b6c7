import { TEMPLATE } from './template.ts';

/** Payloads as Datadog's webhook sends them, with values of our own; for tests and for *Send test event*. */

const VARIABLES: Readonly<Record<string, string>> = {
  EVENT_TYPE: 'query_alert_monitor',
  EVENT_TITLE: '[Triggered on {host:web-1,service:checkout}] Checkout answers slowly',
  TEXT_ONLY_MSG: 'p95 of checkout is above 2 s for 5 minutes.\n\n@webhook-soulcaster @slack-checkout',
  ALERT_ID: '4711',
  ALERT_TITLE: '[Triggered on {host:web-1,service:checkout}] Checkout answers slowly',
  ALERT_TRANSITION: 'Triggered',
  ALERT_TYPE: 'error',
  ALERT_SCOPE: 'host:web-1,service:checkout',
  ALERT_STATUS: 'trace.http.request.duration over host:web-1,service:checkout was > 2.0 on average during the last 5m.',
  ALERT_METRIC: 'trace.http.request.duration',
  ALERT_QUERY: 'avg(last_5m):p95:trace.http.request.duration{service:checkout} by {host} > 2',
  ALERT_PRIORITY: 'P2',
  ALERT_CYCLE_KEY: '1604462931112',
  AGGREG_KEY: '9bd4ac313a4d1e8fae2482df7b77628',
  HOSTNAME: 'web-1',
  PRIORITY: 'normal',
  TAGS: 'env:production,host:web-1,monitor,service:checkout',
  LINK: 'https://app.datadoghq.example/event/event?id=1604462931112&site=eu',
  SNAPSHOT: '',
  ORG_ID: '1234',
  ORG_NAME: 'Shop',
};

/** Our template filled in at that moment, the way Datadog does it; `variables` in place of those above. */
export function templateAt(at: string, variables: Record<string, string> = {}): Record<string, unknown> {
  const ms = String(Date.parse(at));
  const values = { ...VARIABLES, ID: ms, DATE: ms, LAST_UPDATED: ms, ...variables };
  const body = TEMPLATE.replace(/\$([A-Z_]+)/gu, (_variable, name: string) =>
    JSON.stringify(Object.hasOwn(values, name) ? values[name as keyof typeof values] : '').slice(1, -1),
  );
  return JSON.parse(body) as Record<string, unknown>;
}

/** What Datadog sends where nobody changed its payload. */
export const defaultPayload = (title: string, fields: Record<string, unknown> = {}) => ({
  id: '8306082202796025694',
  last_updated: '1772443204000',
  event_type: 'query_alert_monitor',
  title,
  date: '1772443204000',
  org: { id: '1234', name: 'Shop' },
  body: [
    '%%%',
    'The disk is nearly full. @webhook-soulcaster @ops@shop.example',
    '',
    '[![Metric Graph](https://p.datadoghq.example/snapshot/1.png)](https://app.datadoghq.example/monitors/815?from_ts=1)',
    '',
    '**system.disk.in_use** over **host:db-1** was **> 0.9** on average during the **last 5m**.',
    '',
    '[[Monitor Status](https://app.datadoghq.example/monitors/815?group=host%3Adb-1)] · [[Edit Monitor](https://app.datadoghq.example/monitors/815/edit)]',
    '%%%',
  ].join('\n'),
  ...fields,
});

/** What the system this one succeeds was sent: flat, the date in seconds. */
export const flatPayload = (fields: Record<string, unknown> = {}) => ({
  id: '12345',
  title: 'High CPU on web',
  body: 'CPU is above 90 % for 5 minutes.',
  alert_type: 'error',
  priority: 'normal',
  date: 1772443204,
  tags: ['env:staging', 'team:web'],
  org: { id: 7 },
  snapshot: 'https://p.datadoghq.example/snapshot/2.png',
  ...fields,
});
