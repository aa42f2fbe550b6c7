import { expect, it } from 'vitest';
import { NormalizedReport } from '../report.ts';
import { OWN_EVENT, SOURCES } from './index.ts';

/* Payloads as the vendors describe them, with what is optional missing, null, of another type, huge, or of a kind that came later. */

const facts = { receivedAt: '2026-03-02T12:00:00.000Z', userId: null };
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
const githubIssue = { id: 3_100_000_001, number: 7, title: 'Kaputt', body: null, state: 'open', user: null, labels: [] };
const github = (action: string, fields = {}, more = {}) => ({
  action,
  issue: { ...githubIssue, ...fields },
  repository: { full_name: 'acme/cart' },
  ...more,
});
const exception = (properties = {}) => ({
  event: { uuid: 'u-1', event: '$exception', distinct_id: 'd', timestamp: '2026-03-02T10:00:00Z', properties },
});
const splunk = (fields = {}) => ({ sid: 'scheduler_1', search_name: 'Errors', result: { host: 'web-1', _raw: 'boom' }, ...fields });

type Case = [what: string, source: keyof typeof SOURCES, eventType: string | null, payload: unknown, becomes: Record<string, unknown>];
const cases: Case[] = [
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

  [
    'an issue of somebody who is gone',
    'github',
    'issues',
    github('opened'),
    { report: { author: null, externalId: '3100000001', title: 'Kaputt' } },
  ],
  [
    'an issue whose labels are null',
    'github',
    'issues',
    github('opened', { labels: null, assignees: null, milestone: null }),
    { outcome: 'report' },
  ],
  [
    'an issue with labels that are names',
    'github',
    'issues',
    github('opened', { labels: ['bug', { name: 'ui' }, null, 4] }),
    { report: { metadata: { labels: 'bug, ui' } } },
  ],
  [
    'an issue with two thousand labels',
    'github',
    'issues',
    github('opened', { labels: many(2_000, (n) => ({ name: `label-${n}` })) }),
    { outcome: 'report' },
  ],
  [
    'an issue from right to left',
    'github',
    'issues',
    github('opened', { title: 'الدفع معطل', body: 'لا يعمل\u202e' }),
    { outcome: 'report' },
  ],
  ['an issue of blanks alone', 'github', 'issues', github('opened', { title: ' \u200b ', body: '   ' }), { outcome: 'report' }],
  [
    'an issue with a type',
    'github',
    'issues',
    github('typed', { type: { name: 'Bug' } }),
    { outcome: 'edited', report: { metadata: { labels: null } } },
  ],
  ['a sub-issue that was added', 'github', 'sub_issues', { action: 'sub_issue_added' }, { outcome: 'filtered' }],
  [
    'an issue that was closed as a duplicate',
    'github',
    'issues',
    github('closed', { state: 'closed', state_reason: 'duplicate' }),
    { outcome: 'status', status: 'closed' },
  ],
  [
    'an issue that was moved to nobody knows where',
    'github',
    'issues',
    github('transferred', {}, { changes: null }),
    { outcome: 'edited', report: { status: 'closed' } },
  ],
  [
    'a comment of somebody who is gone',
    'github',
    'issue_comment',
    { ...github('created'), comment: { id: 5, user: null, created_at: null } },
    { outcome: 'report', occurrenceKey: 'comment:5' },
  ],
  ['a comment without an id', 'github', 'issue_comment', { ...github('created'), comment: { body: 'same' } }, { outcome: 'report' }],
  [
    'a pulled issue of few fields',
    'github',
    OWN_EVENT.pulled,
    { issue: { id: 4, state: 'open' }, repository: null },
    { outcome: 'edited' },
  ],

  ['an exception of no properties', 'posthog', null, exception(), { outcome: 'report' }],
  [
    'an exception whose properties are null',
    'posthog',
    null,
    { event: { event: '$exception', uuid: 'u', properties: null } },
    { report: { externalId: 'u' } },
  ],
  [
    'an exception of null in its list',
    'posthog',
    null,
    exception({ $exception_list: [null, { type: 'TypeError', value: 'x' }] }),
    { report: { exceptions: [{ type: 'TypeError' }] } },
  ],
  [
    'five thousand exceptions',
    'posthog',
    null,
    exception({ $exception_list: many(5_000, (n) => ({ type: 'E', value: `${n}` })) }),
    { outcome: 'report' },
  ],
  [
    'an exception of an issue',
    'posthog',
    null,
    exception({ $exception_issue_id: '0190-a', $exception_fingerprint: ['f'] }),
    { report: { externalId: 'issue:0190-a' } },
  ],
  [
    'an issue that is over',
    'posthog',
    null,
    { event: { event: '$error_tracking_issue_resolved', distinct_id: '0190-a', properties: {} } },
    { outcome: 'status', status: 'closed' },
  ],
  [
    'an issue that spikes',
    'posthog',
    null,
    { event: { event: '$error_tracking_issue_spiking', distinct_id: '0190-a', properties: { name: 'Zahlung fehlgeschlagen' } } },
    { report: { title: 'Zahlung fehlgeschlagen' } },
  ],
  [
    'answers that a person chose of a list',
    'posthog',
    null,
    { event: { event: 'survey sent', uuid: 'q', properties: { $survey_response: ['Too slow', null, 'Crashes'], $survey_response_1: 5 } } },
    { report: { kind: 'human', title: 'Too slow, Crashes', body: 'Too slow, Crashes' } },
  ],
  [
    'an exception at a time that is none',
    'posthog',
    null,
    { event: { event: '$exception', uuid: 'u', timestamp: 'yesterday', properties: {} } },
    { report: { occurredAt: facts.receivedAt } },
  ],

  ['an alert without a row', 'splunk', null, splunk({ result: null }), { outcome: 'report' }],
  ['an alert whose row is empty', 'splunk', null, splunk({ result: [] }), { outcome: 'report' }],
  [
    'an alert of many values',
    'splunk',
    null,
    splunk({ result: { host: many(5_000, (n) => `web-${n}`), count: 4, ok: false, _raw: null } }),
    { outcome: 'report' },
  ],
  [
    'an alert of five thousand fields',
    'splunk',
    null,
    splunk({ result: Object.fromEntries(many(5_000, (n) => [`f${n}`, `${n}`])) }),
    { outcome: 'report' },
  ],
  [
    'an alert with neither app nor owner',
    'splunk',
    null,
    { sid: 's', search_name: 'Fehler in Kasse', results_link: null },
    { report: { title: 'Fehler in Kasse' } },
  ],

  [
    'a post of its title alone',
    'reddit',
    null,
    { id: '1abc', title: 'Checkout broken?' },
    { report: { externalId: '1abc', body: 'Checkout broken?' } },
  ],
  [
    'a post whose author is gone',
    'reddit',
    null,
    { id: '1abc', title: 'x', author: '[deleted]', selftext: '' },
    { report: { author: null } },
  ],
  [
    'a post whose numbers are null',
    'reddit',
    null,
    { id: '1abc', title: 'x', score: null, num_comments: null, created_utc: null, edited: false },
    { outcome: 'report' },
  ],
  [
    'a pulled post that was edited',
    'reddit',
    OWN_EVENT.pulled,
    { post: { id: '1abc', title: 'x', edited: 1_772_450_000.0, created_utc: 1_772_440_000 } },
    { outcome: 'edited', at: '2026-03-02T11:13:20.000Z' },
  ],

  [
    'a monitor of few fields',
    'datadog',
    null,
    { id: '1', title: '[Triggered] CPU', body: 'high', alert_transition: 'Triggered', alert_id: '42' },
    { outcome: 'report' },
  ],
  [
    'a monitor that recovered',
    'datadog',
    null,
    { id: '2', title: '[Recovered] CPU', body: '', alert_transition: 'Recovered', alert_id: '42' },
    { outcome: 'status', status: 'closed' },
  ],
  [
    'a monitor without data',
    'datadog',
    null,
    { id: '3', title: '[No data] CPU', body: null, alert_transition: 'No Data', alert_id: 42 },
    { outcome: 'report' },
  ],
  [
    'a monitor of a thousand tags',
    'datadog',
    null,
    { id: '4', title: 'CPU', body: 'b', alert_transition: 'Triggered', alert_id: '42', tags: many(1_000, (n) => `k${n}:v`).join(',') },
    { outcome: 'report' },
  ],
];

it.each(cases)('%s, from %s', (_what, source, eventType, payload, becomes) => {
  const parsed = SOURCES[source].parse(eventType, JSON.parse(JSON.stringify(payload)), facts);

  expect(parsed).toMatchObject(becomes);
  if (parsed.outcome === 'report' || parsed.outcome === 'edited') {
    const { metadata, ...report } = parsed.report;
    // An edit tells by null which facts are gone.
    expect(NormalizedReport.parse({ ...report, metadata })).toEqual(parsed.report);
    expect(report.title.trim()).not.toBe('');
    expect(report.title.isWellFormed()).toBe(true);
  }
});
