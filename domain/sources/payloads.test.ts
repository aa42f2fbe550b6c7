import { facts, payloadsBecome } from '#tests/payload-cases';
import { OWN_EVENT } from './index.ts';

/* Payloads as the other vendors describe them, with what is optional missing, null, of another type, huge, or of a kind that came later. */

const many = <T>(count: number, one: (n: number) => T) => Array.from({ length: count }, (_, n) => one(n));
const exception = (properties = {}) => ({
  event: { uuid: 'u-1', event: '$exception', distinct_id: 'd', timestamp: '2026-03-02T10:00:00Z', properties },
});
const splunk = (fields = {}) => ({ sid: 'scheduler_1', search_name: 'Errors', result: { host: 'web-1', _raw: 'boom' }, ...fields });

payloadsBecome([
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
]);
