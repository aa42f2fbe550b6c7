import { payloadsBecome } from '#tests/payload-cases';

/* Payloads as Sentry describes them, with what is optional missing, null, of another type, huge, or of a kind that came later. */

const many = <T>(count: number, one: (n: number) => T) => Array.from({ length: count }, (_, n) => one(n));
const sentryIssue = {
  id: '4509877862268928',
  shortId: 'CART-1F',
  title: 'TimeoutError: pool exhausted',
  status: 'unresolved',
  level: 'error',
};
const issueHook = (action: string, fields = {}) => ({
  action,
  installation: { uuid: 'a' },
  data: { issue: { ...sentryIssue, ...fields } },
});
const sentryEvent = (fields = {}) => ({ action: 'triggered', data: { event: { event_id: 'e'.repeat(32), issue_id: '77', ...fields } } });

payloadsBecome([
  ['an issue of six fields', 'sentry', 'issue', issueHook('created'), { report: { externalId: '4509877862268928', level: 'error' } }],
  ['an issue whose id is a number', 'sentry', 'issue', issueHook('created', { id: 12 }), { report: { externalId: '12' } }],
  [
    'an issue without a title',
    'sentry',
    'issue',
    issueHook('created', { title: null, culprit: 'cart/pay' }),
    { report: { title: 'cart/pay' } },
  ],
  [
    'an issue of nulls',
    'sentry',
    'issue',
    issueHook('created', { metadata: null, project: null, level: null, count: null, lastSeen: null }),
    { report: { level: null } },
  ],
  [
    'an issue in Chinese with an emoji',
    'sentry',
    'issue',
    issueHook('created', { title: '支付失败 💥 タイムアウト' }),
    { report: { title: '支付失败 💥 タイムアウト' } },
  ],
  [
    'an issue whose title is as long as a book',
    'sentry',
    'issue',
    issueHook('created', { title: '💥'.repeat(50_000) }),
    { outcome: 'report' },
  ],
  [
    'an archived issue',
    'sentry',
    'issue',
    issueHook('archived', { substatus: 'archived_until_escalating' }),
    { outcome: 'status', status: 'closed' },
  ],
  [
    'an issue that regressed',
    'sentry',
    'issue',
    issueHook('unresolved', { substatus: 'regressed' }),
    { outcome: 'status', status: 'open' },
  ],
  ['an action that came later', 'sentry', 'issue', issueHook('autofix_started'), { outcome: 'filtered' }],
  [
    'an event that is a message alone',
    'sentry',
    'event_alert',
    sentryEvent({ title: 'Deploy hung', exception: null }),
    { report: { title: 'Deploy hung' } },
  ],
  [
    'an event with an exception without a stack',
    'sentry',
    'event_alert',
    sentryEvent({ title: 'E', exception: { values: [{ type: 'E', value: null, stacktrace: null }] } }),
    { report: { exceptions: [{ type: 'E' }] } },
  ],
  [
    'an event with null among its exceptions',
    'sentry',
    'event_alert',
    sentryEvent({ title: 'E', exception: { values: [null, { type: 'E', value: 'x' }] } }),
    { report: { exceptions: [{ type: 'E' }] } },
  ],
  [
    'an event with ten thousand frames',
    'sentry',
    'event_alert',
    sentryEvent({
      title: 'E',
      exception: {
        values: [
          {
            type: 'RangeError',
            value: 'deep',
            stacktrace: { frames: many(10_000, (n) => ({ function: `f${n}`, lineno: n, in_app: true })) },
          },
        ],
      },
    }),
    { report: { exceptions: [{ type: 'RangeError' }] } },
  ],
  [
    'an event with a thousand tags',
    'sentry',
    'event_alert',
    sentryEvent({ title: 'E', tags: many(1_000, (n) => [`t${n}`, 'v']) }),
    { outcome: 'report' },
  ],
  [
    'an event whose line number is a text',
    'sentry',
    'event_alert',
    sentryEvent({
      title: 'E',
      exception: { values: [{ type: 'E', value: 'x', stacktrace: { frames: [{ function: 'f', lineno: '12' }] } }] },
    }),
    { report: { exceptions: [{ frames: [{ function: 'f' }] }] } },
  ],
  [
    'an event that only its metadata names',
    'sentry',
    'event_alert',
    sentryEvent({ title: null, message: '', culprit: '', metadata: { type: 'TypeError', value: 'undefined is not' } }),
    { report: { title: 'TypeError: undefined is not' } },
  ],
  [
    'a metric alert of few fields',
    'sentry',
    'metric_alert',
    { action: 'critical', data: { metric_alert: { id: '9', alert_rule: { name: 'p95' } } } },
    { outcome: 'report' },
  ],
  [
    'a metric alert that is over',
    'sentry',
    'metric_alert',
    { action: 'resolved', data: { metric_alert: { id: '9', alert_rule: null } } },
    { outcome: 'status', status: 'closed' },
  ],
]);
