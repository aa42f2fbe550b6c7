import type { RarePayload } from './index.ts';

/** Datadog leaves a variable that it has no value for as it was written. */
const template = (fields: object = {}) => ({
  id: '7800001',
  event_type: '$EVENT_TYPE',
  title: '[Triggered] Queue is long',
  body: 'Queue above 1000.',
  date: '1772443204000',
  alert_id: '$ALERT_ID',
  alert_title: '$ALERT_TITLE',
  alert_transition: '$ALERT_TRANSITION',
  alert_type: '$ALERT_TYPE',
  alert_scope: '$ALERT_SCOPE',
  alert_status: '$ALERT_STATUS',
  alert_metric: '$ALERT_METRIC',
  aggreg_key: '$AGGREG_KEY',
  hostname: '$HOSTNAME',
  tags: '$TAGS',
  link: '$LINK',
  org: { id: '$ORG_ID', name: '$ORG_NAME' },
  ...fields,
});

export const datadog: readonly RarePayload[] = [
  {
    what: 'variables that were left as they are',
    payload: template(),
    becomes: { stored: { externalId: 'title:Queue is long', title: 'Queue is long', level: 'error', url: null } },
  },
  {
    what: 'variables with a part of a tag, left as they are',
    payload: template({ title: '[Triggered] Disk is full', hostname: '$TAGS[host]', alert_metric: '$ALERT_METRIC_NAME', tags: '' }),
    becomes: { stored: { externalId: 'title:Disk is full' } },
  },
  {
    what: 'a signal of security',
    payload: template({
      title: 'Brute force on the shop',
      body: '40 failed logins.',
      alert_id: 'null',
      security_signal_id: 'AQAAAY',
      security_rule_name: 'Brute force',
      security_rule_query: '@evt.name:login',
      event_type: 'security_monitor',
      link: 'https://app.datadoghq.example/security?event=AQAAAY',
    }),
    becomes: { stored: { title: 'Brute force on the shop', url: 'https://app.datadoghq.example/security?event=AQAAAY' } },
  },
  {
    what: 'an incident',
    payload: {
      id: '7800003',
      title: '[SEV-2] Payments are slow',
      incident_uuid: '1f3e',
      incident_public_id: '42',
      incident_title: 'Payments are slow',
      incident_severity: 'SEV-2',
      incident_url: 'https://app.datadoghq.example/incidents/42',
      event_type: 'incident',
      body: 'Opened by ops.',
    },
    becomes: { stored: { title: '[SEV-2] Payments are slow', externalId: 'event:7800003' } },
  },
  {
    what: 'a synthetic test that fails',
    payload: template({
      id: '7800004',
      title: '[Triggered on {test:login}] [Synthetics] Login',
      alert_id: 555,
      alert_transition: 'Triggered',
      event_type: 'synthetics_alert',
      synthetics_summary: 'Step 3 failed',
    }),
    becomes: { stored: { externalId: 'monitor:555:test:login', title: '[Synthetics] Login' } },
  },
  {
    what: 'an alert that is told again',
    payload: template({ id: '7800005', title: '[Re-Triggered] Cache misses', alert_id: '556', alert_transition: 'Re-Triggered' }),
    becomes: { stored: { externalId: 'monitor:556', status: 'open' } },
  },
  {
    what: 'a warning that is told again by a renotification',
    payload: template({
      id: '7800006',
      title: '[Renotify] Cache is cold',
      alert_id: '557',
      alert_transition: 'Renotify',
      alert_type: 'warning',
    }),
    becomes: { stored: { externalId: 'monitor:557', status: 'open' } },
  },
  {
    what: 'no data that came back and was never told of',
    payload: template({ title: '[Recovered] Heartbeat', alert_id: '558', alert_transition: 'No Data Recovered' }),
    becomes: { filtered: 'a change to something that was never reported here' },
  },
  {
    what: 'tags as an object',
    payload: template({ id: '7800008', title: '[Triggered] CPU', alert_id: '559', tags: { env: 'production', service: 'api' } }),
    becomes: {
      stored: {
        externalId: 'monitor:559',
        metadata: {
          monitor: 'CPU',
          monitor_id: '559',
          transition: 'Triggered',
          environment: 'production',
          service: 'api',
          tags: 'env:production, service:api',
          event_id: '7800008',
        },
      },
    },
  },
  {
    what: 'nothing but variables that were left as they are',
    payload: template({ id: '$ID', title: '$EVENT_TITLE', body: '$TEXT_ONLY_MSG', date: '$DATE' }),
    becomes: { deadLetter: 'A Datadog payload without a title, a message or the id of a monitor.' },
  },
];
