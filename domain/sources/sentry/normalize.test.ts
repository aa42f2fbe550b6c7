import { describe, expect, it } from 'vitest';
import { MalformedPayloadError } from '../../errors.ts';
import { NormalizedReport } from '../../report.ts';
import { anyPayload, mangled, neverBreaks } from '#tests/hostile-payloads';
import { parseSentry } from './normalize.ts';
import * as samples from './samples.ts';

const facts = { receivedAt: '2026-03-02T12:00:00.000Z', userId: null };

function reportOf(eventType: string | null, payload: unknown): NormalizedReport {
  const parsed = parseSentry(eventType, payload, facts);
  if (parsed.outcome !== 'report') throw new Error(`expected a report, got ${parsed.outcome}`);
  return NormalizedReport.parse(parsed.report);
}

describe('an event alert', () => {
  it('keeps the exceptions with every frame, the throwing one last', () => {
    const report = reportOf('event_alert', samples.eventAlertHook);

    expect(report.exceptions.map((exception) => exception.type)).toEqual(['TypeError', 'RangeError']);
    expect(report.exceptions[1]?.frames.map((frame) => frame.function)).toEqual(['handleRequest', 'next', 'exportCsv', 'streamRows']);
    expect(report.exceptions[1]?.frames[1]).toEqual({
      function: 'next',
      file: 'node_modules/express/lib/router.js',
      line: 12,
      inApp: false,
    });
  });

  it('says where, who and how bad', () => {
    expect(reportOf('event_alert', samples.eventAlertHook)).toMatchObject({
      externalId: '1117540176',
      title: 'RangeError: Invalid time value',
      kind: 'machine',
      level: 'error',
      author: '4711',
      trust: 'signed_monitor',
      occurredAt: '2026-03-02T09:20:04.221Z',
      url: 'https://sentry.example/organizations/shop/issues/1117540176/events/e4874d664c3540c1a32eab185f12c5ab/',
      metadata: { environment: 'production', release: 'shop@4.2.0', 'browser.name': 'Firefox', rule: 'Any new error' },
    });
  });

  it('leaves the query of the request out', () => {
    const { body } = reportOf('event_alert', samples.eventAlertHook);

    expect(body).toContain('GET https://shop.example/orders/export');
    expect(body).not.toContain('token');
  });

  it('finds the issue in its address where issue_id is missing', () => {
    const { issue_id: _, ...event } = samples.eventAlertHook.data.event;

    expect(reportOf('event_alert', { data: { event } }).externalId).toBe('1117540176');
  });

  it('is a fact of its own where it belongs to no issue', () => {
    const { issue_id: _, issue_url: __, ...event } = samples.eventAlertHook.data.event;

    expect(reportOf('event_alert', { data: { event } })).toMatchObject({ externalId: event.event_id, senderGroup: null });
  });

  it('takes a fingerprint that somebody configured as the group of the sender, and not the default one', () => {
    const event = samples.eventAlertHook.data.event;

    expect(reportOf('event_alert', { data: { event: { ...event, fingerprint: ['database', 'down'] } } }).senderGroup).toBe(
      'fingerprint:database down',
    );
    expect(reportOf('event_alert', { data: { event: { ...event, fingerprint: ['{{ default }}'] } } }).senderGroup).toBe('issue:1117540176');
  });

  it('reads a message without an exception', () => {
    expect(reportOf('event_alert', { data: { event: { event_id: 'a1', message: 'queue is full', level: 'warning' } } })).toMatchObject({
      title: 'queue is full',
      level: 'warning',
      exceptions: [],
    });
  });

  it.each([null, { values: null }, { values: [null] }, 'none'])('lives with exception %j', (exception) => {
    expect(reportOf('event_alert', { data: { event: { event_id: 'a1', title: 'Broken', exception } } }).exceptions).toEqual([]);
  });

  it('reads where a message was logged, and the library of native code', () => {
    const stacktrace = { frames: [{ function: 'main', filename: 'main.py', lineno: 3, in_app: true }] };
    const bare = { event_id: 'e1', title: 'Slow request', message: 'Slow request' };
    const ofEvent = (more: object) => reportOf('error', { data: { error: { ...bare, ...more } } });
    const thread = { current: true, stacktrace: { frames: [{ package: '/usr/lib/libc.so', in_app: false }] } };

    expect(ofEvent({ stacktrace })).toMatchObject({
      title: 'Slow request',
      body: 'Slow request',
      exceptions: [{ type: 'Message', message: 'Slow request', frames: [{ function: 'main', file: 'main.py', line: 3, inApp: true }] }],
    });
    expect(ofEvent({ message: null, stacktrace })).toMatchObject({ body: '', exceptions: [{ message: 'Slow request' }] });
    expect(ofEvent({ threads: { values: [{ id: 1 }, thread] } }).exceptions).toMatchObject([{ frames: [{ file: '/usr/lib/libc.so' }] }]);
    expect(ofEvent({ threads: { values: [{ id: 1 }] }, stacktrace: { frames: null } }).exceptions).toEqual([]);
  });

  it('keeps the last five exceptions and the last hundred frames of each', () => {
    const frames = Array.from({ length: 130 }, (_, i) => ({ function: `f${i}`, filename: 'a.js', lineno: i }));
    const values = Array.from({ length: 7 }, (_, i) => ({ type: `E${i}`, value: '', stacktrace: { frames } }));
    const { exceptions } = reportOf('event_alert', { data: { event: { event_id: 'a1', title: 'Deep', exception: { values } } } });

    expect(exceptions.map((exception) => exception.type)).toEqual(['E2', 'E3', 'E4', 'E5', 'E6']);
    expect(exceptions[0]?.frames).toHaveLength(100);
    expect(exceptions[0]?.frames.at(-1)?.function).toBe('f129');
  });
});

describe('one Sentry issue', () => {
  it('is one fact, whichever hook tells of it', () => {
    const ids = [
      reportOf('issue', samples.issueHook('created')),
      reportOf('event_alert', samples.eventAlertHook),
      reportOf('error', samples.errorHook),
      reportOf(null, samples.legacyPluginHook),
    ].map((report) => report.externalId);

    expect(new Set(ids)).toEqual(new Set(['1117540176']));
  });

  it('is a report when created, with the place Sentry blames', () => {
    expect(reportOf('issue', samples.issueHook('created'))).toMatchObject({
      title: 'RangeError: Invalid time value',
      exceptions: [
        { type: 'RangeError', message: 'Invalid time value', frames: [{ function: 'streamRows', file: 'app/reports/rows.js' }] },
      ],
      metadata: { short_id: 'SHOP-API-1F', users: 3, events: 12 },
    });
  });

  it.each([
    ['resolved', 'closed'],
    ['archived', 'closed'],
    ['ignored', 'closed'],
    ['unresolved', 'open'],
  ])('%s makes it %s', (action, status) => {
    expect(parseSentry('issue', samples.issueHook(action), facts)).toMatchObject({ outcome: 'status', externalId: '1117540176', status });
  });

  it('that comes back is kept even when nobody knew it', () => {
    expect(parseSentry('issue', samples.issueHook('unresolved'), facts)).toMatchObject({
      orStore: { title: 'RangeError: Invalid time value' },
    });
    expect(parseSentry('issue', samples.issueHook('resolved'), facts)).toMatchObject({ orStore: null });
  });

  it('assigned to somebody is no report', () => {
    expect(parseSentry('issue', samples.issueHook('assigned'), facts).outcome).toBe('filtered');
  });

  it.each([
    ['its short id, as Sentry writes it', { shortId: 'SHOP-API-1F' }],
    ['its short id in snake case', { short_id: 'SHOP-API-1F' }],
  ])('without an id goes by %s', (_what, named) => {
    const { id: _, shortId: __, ...issue } = samples.issueHook('created').data.issue;

    expect(reportOf('issue', { action: 'created', data: { issue: { ...issue, ...named } } }).externalId).toBe('SHOP-API-1F');
  });

  it('takes the stack of an event that comes with it', () => {
    const hook = samples.issueHook('created');
    const { event } = samples.eventAlertHook.data;
    const { issue_id: _, issue_url: __, ...loose } = event;

    expect(reportOf('issue', { ...hook, data: { ...hook.data, event: loose } }).exceptions).toHaveLength(2);
    expect(reportOf(null, { ...hook, data: { ...hook.data, event: loose } })).toMatchObject({ externalId: '1117540176' });
  });

  it('of the feedback form is what a person wrote', () => {
    expect(reportOf('issue', samples.feedbackHook)).toMatchObject({
      kind: 'human',
      trust: 'anonymous',
      title: 'User Feedback: The export never ends',
      body: 'The export never ends, and the page says nothing.',
      author: 'mia@shop.example',
      exceptions: [],
    });
  });
});

describe('a metric alert', () => {
  it('is a report of its incident, grouped by its rule', () => {
    expect(reportOf('metric_alert', samples.metricAlertHook('critical'))).toMatchObject({
      externalId: 'metric:120',
      senderGroup: 'metric-rule:31',
      title: 'Critical: Checkout failures',
      level: 'error',
    });
    expect(reportOf('metric_alert', samples.metricAlertHook('warning'))).toMatchObject({ externalId: 'metric:120', level: 'warning' });
  });

  it('resolved closes the incident', () => {
    expect(parseSentry('metric_alert', samples.metricAlertHook('resolved'), facts)).toMatchObject({
      outcome: 'status',
      externalId: 'metric:120',
      status: 'closed',
    });
  });
});

it.each([
  ['comment', samples.commentHook],
  ['comment', { ...samples.commentHook, action: 'updated' }],
  ['comment', { ...samples.commentHook, action: 'deleted' }],
  ['installation', samples.installationHook],
  ['installation', { ...samples.installationHook, action: 'deleted' }],
  ['activity_alert', samples.activityAlertHook],
  ['seer', { action: 'root_cause_started', data: { run_id: 1, group_id: 2 } }],
  ['preprod_artifact', { action: 'size_analysis_completed', data: { buildId: '7' } }],
])('%s is left out by a rule', (resource, hook) => {
  expect(parseSentry(resource, hook, facts).outcome).toBe('filtered');
});

it('a resource that came later is left out by a rule that names it, if it is a name', () => {
  expect(parseSentry('workflow.run', {}, facts)).toEqual({ outcome: 'filtered', rule: 'a resource that is not followed: workflow.run' });
  expect(parseSentry('<b>x</b>', {}, facts)).toEqual({ outcome: 'filtered', rule: 'a resource that is not followed' });
});

it.each([
  ['issue', { action: 'created', data: {} }],
  ['issue', { action: 'created', data: { issue: { title: 'no id' } } }],
  ['event_alert', { data: { event: {} } }],
  ['metric_alert', { data: { metric_alert: {} } }],
  [null, {}],
  ['issue', []],
  ['issue', 'text'],
])('%s %j is nothing we understand', (resource, payload) => {
  expect(() => parseSentry(resource, payload, facts)).toThrow(MalformedPayloadError);
});

describe('hostile bodies', () => {
  const resources = ['issue', 'event_alert', 'error', 'metric_alert', 'comment', null];

  it('give an outcome in bounds or a MalformedPayloadError, whatever JSON they are', () => {
    neverBreaks(parseSentry, resources, anyPayload);
  });

  it('do so too where they are nearly what Sentry sends', () => {
    for (const sample of [samples.issueHook('created'), samples.eventAlertHook, samples.metricAlertHook('critical')]) {
      neverBreaks(parseSentry, resources, mangled(sample));
    }
  });
});
