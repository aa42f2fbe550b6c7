import type { RarePayload } from './index.ts';

const installation = { uuid: 'a8e5d37a-696c-4c54-adb5-b3f28d64c7de' };
const actor = { type: 'application', id: 'sentry', name: 'Sentry' };
const hook = (action: string, data: object) => ({ action, installation, data, actor });
const alertRule = {
  id: '7',
  name: 'Slow checkout',
  organization_id: '1',
  status: 0,
  query: 'transaction:/checkout',
  aggregate: 'p95(transaction.duration)',
  time_window: 10,
  environment: null,
  triggers: [{ id: '1', label: 'critical', threshold_type: 0, alert_threshold: 2000, resolve_threshold: 1000, actions: [] }],
};
const metricAlert = (fields: object = {}) => ({
  metric_alert: {
    id: '511',
    identifier: '12',
    title: 'Slow checkout',
    status: 20,
    status_method: '3',
    type: 2,
    date_started: '2026-03-02T08:00:00Z',
    date_detected: '2026-03-02T08:01:00Z',
    date_created: '2026-03-02T08:01:00Z',
    date_closed: null,
    projects: ['web'],
    alert_rule: alertRule,
    ...fields,
  },
  description_title: 'Critical: Slow checkout',
  description_text: '2311 p95(transaction.duration) in the last 10 minutes',
  web_url: 'https://shop.sentry.example/alerts/rules/details/12/?alert=511',
});
const issue = (fields: object = {}) => ({
  id: '6601',
  shortId: 'WEB-9A',
  title: 'ConnectionError: pool is empty',
  culprit: 'pay(checkout)',
  permalink: null,
  web_url: 'https://shop.sentry.example/issues/6601/',
  url: 'https://sentry.example/api/0/organizations/shop/issues/6601/',
  level: 'error',
  status: 'unresolved',
  statusDetails: {},
  substatus: 'new',
  issueType: 'error',
  issueCategory: 'error',
  metadata: { type: 'ConnectionError', value: 'pool is empty', in_app_frame_mix: 'in-app-only' },
  project: { id: '3', name: 'Web', slug: 'web', platform: 'python' },
  ...fields,
});

export const sentry: readonly RarePayload[] = [
  {
    what: 'a metric alert of a rule for all environments',
    eventType: 'metric_alert',
    payload: hook('warning', metricAlert()),
    becomes: { stored: { externalId: 'metric:511', level: 'warning', title: 'Critical: Slow checkout', senderGroup: 'metric-rule:7' } },
  },
  {
    what: 'a metric alert whose ids are numbers and whose projects are none',
    eventType: 'metric_alert',
    payload: hook('critical', metricAlert({ id: 512, identifier: 13, projects: [], alert_rule: { ...alertRule, id: 8 } })),
    becomes: { stored: { externalId: 'metric:512', level: 'error', senderGroup: 'metric-rule:8' } },
  },
  {
    what: 'a metric alert that was resolved and never fired here',
    eventType: 'metric_alert',
    payload: hook('resolved', metricAlert({ id: '999', status: 2, date_closed: '2026-03-02T09:00:00Z' })),
    becomes: { filtered: 'a change to something that was never reported here' },
  },
  {
    what: 'a metric alert that somebody opened, which is no word of its state',
    eventType: 'metric_alert',
    payload: hook('open', metricAlert({ id: '513' })),
    becomes: { stored: { externalId: 'metric:513', level: 'warning' } },
  },
  {
    what: 'an installation with a code to exchange',
    eventType: 'installation',
    payload: hook('created', {
      installation: { status: 'pending', organization: { slug: 'shop' }, app: { uuid: 'x', slug: 'soulcaster' }, code: '17b9', uuid: 'a8' },
    }),
    becomes: { filtered: 'the integration was installed or removed' },
  },
  {
    what: 'an issue that Sentry found slow, which no exception is of',
    eventType: 'issue',
    payload: hook('created', {
      issue: issue({
        id: '6602',
        title: 'N+1 Query',
        issueType: 'performance_n_plus_one_db_queries',
        issueCategory: 'db_query',
        level: 'info',
        metadata: { title: 'N+1 Query', value: 'SELECT * FROM prices WHERE id = %s', location: '/cart' },
      }),
    }),
    becomes: {
      stored: { externalId: '6602', title: 'N+1 Query', body: 'SELECT * FROM prices WHERE id = %s\nin pay(checkout)', exceptions: [] },
    },
  },
  {
    what: 'an issue that a regression brought back and that was not known',
    eventType: 'issue',
    payload: hook('unresolved', { issue: issue({ id: '6603', substatus: 'regressed' }), resolution_type: 'regression' }),
    becomes: { stored: { externalId: '6603', status: 'open' } },
  },
  {
    what: 'an event of a browser’s policy, without an exception',
    eventType: 'error',
    payload: hook('created', {
      error: {
        event_id: 'f'.repeat(32),
        issue_id: '6604',
        type: 'csp',
        title: "Blocked 'script' from 'cdn.example'",
        message: "Blocked 'script' from 'cdn.example'",
        culprit: "script-src 'self'",
        platform: 'other',
        level: 'error',
        datetime: '2026-03-02T09:20:04.221000Z',
        metadata: { directive: 'script-src', uri: 'cdn.example', message: "Blocked 'script' from 'cdn.example'" },
        tags: [['effective-directive', 'script-src']],
        exception: null,
        stacktrace: null,
      },
    }),
    becomes: { stored: { externalId: '6604', title: "Blocked 'script' from 'cdn.example'", exceptions: [] } },
  },
  {
    what: 'an alert with the settings of its action',
    eventType: 'event_alert',
    payload: hook('triggered', {
      event: {
        event_id: 'e'.repeat(32),
        issue_id: '6605',
        title: 'KeyError: price',
        exception: { values: [{ type: 'KeyError', value: 'price', stacktrace: null, mechanism: null, raw_stacktrace: null }] },
        release: null,
        environment: null,
        user: null,
        tags: null,
      },
      triggered_rule: 'Send to Soulcaster',
      issue_alert: { title: 'Send to Soulcaster', settings: [{ name: 'title', value: 'x' }] },
    }),
    becomes: { stored: { externalId: '6605', exceptions: [{ type: 'KeyError', message: 'price', frames: [] }] } },
  },
  {
    what: 'a resource of a later Sentry',
    eventType: 'uptime_alert',
    payload: hook('triggered', { uptime_alert: { id: '1' } }),
    becomes: { filtered: 'a resource that is not followed: uptime_alert' },
  },
];
