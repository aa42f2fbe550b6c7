import { describe, expect, it } from 'vitest';
import { MalformedPayloadError } from '../../errors.ts';
import { NormalizedReport } from '../../report.ts';
import { anyPayload, mangled, neverBreaks } from '#tests/hostile-payloads';
import { OWN_EVENT } from '../definition.ts';
import { refusedByFilter } from '../index.ts';
import { parsePostHog } from './normalize.ts';
import * as samples from './samples.ts';

const facts = { receivedAt: '2026-03-02T12:00:00.000Z', userId: null };

function reportOf(payload: unknown): NormalizedReport {
  const parsed = parsePostHog(null, payload, facts);
  if (parsed.outcome !== 'report') throw new Error(`expected a report, got ${parsed.outcome}`);
  return NormalizedReport.parse(parsed.report);
}
const { uuid: _, ...withoutUuid } = samples.oldEvent;

describe('an exception', () => {
  it('is the same report in every envelope', () => {
    const bare = reportOf(samples.exceptionEvent);

    expect(reportOf(samples.actionHook)).toEqual(bare);
    expect(reportOf(samples.nestedHook)).toEqual(bare);
    expect(reportOf([samples.exceptionEvent])).toEqual(bare);
    expect(reportOf(samples.destinationHook)).toEqual({
      ...bare,
      url: `https://eu.posthog.example/project/7/error_tracking/${samples.issueId}`,
      metadata: { ...bare.metadata, project: 'Shop' },
    });
  });

  it('ends with what was caught, and its frames with the throwing one', () => {
    const { exceptions } = reportOf(samples.exceptionEvent);

    expect(exceptions.map(({ type }) => type)).toEqual(['TypeError', 'RangeError']);
    expect(exceptions[1]?.frames.at(-1)).toEqual({ function: 'total', file: 'app/cart.ts', line: 41, inApp: true });
    expect(exceptions[1]?.frames[1]?.inApp).toBe(false);
  });

  it('says what, where and whom it hit, without the query of the page', () => {
    const report = reportOf(samples.exceptionEvent);

    expect(report).toMatchObject({
      title: 'RangeError: Invalid price',
      kind: 'machine',
      author: 'customer-4711',
      level: 'error',
      occurredAt: '2026-03-02T09:20:04.221Z',
      trust: 'signed_monitor',
      metadata: { event: '$exception', current_url: 'https://shop.example/cart', browser: 'Firefox', os: 'Linux' },
    });
    expect(JSON.stringify(report)).not.toContain('token=abc');
  });

  it('with resolved frames says their names', () => {
    const frame = { mangled_name: 'a', resolved_name: 'total', source: 'src/cart.ts', line: 7, in_app: true, lang: 'javascript' };
    const properties = { $exception_list: [{ type: 'E', value: '', stacktrace: { type: 'resolved', frames: [frame] } }] };

    expect(reportOf({ event: '$exception', properties }).exceptions[0]?.frames).toEqual([
      { function: 'total', file: 'src/cart.ts', line: 7, inApp: true },
    ]);
  });

  it('in the old form has its stack, as text and as JSON', () => {
    const text = reportOf(samples.oldEvent);
    const frames = JSON.stringify([{ filename: 'a.js', function: 'f', lineno: 3 }]);
    const json = reportOf({ ...samples.oldEvent, properties: { ...samples.oldEvent.properties, $exception_stack_trace_raw: frames } });

    expect(text).toMatchObject({ title: 'TypeError: total is undefined', externalId: samples.oldEvent.uuid });
    expect(text.exceptions[0]?.frames.map((frame) => frame.function)).toEqual(['render', 'total']);
    expect(json.exceptions[0]?.frames).toEqual([{ function: 'f', file: 'a.js', line: 3, inApp: null }]);
  });

  it('whose list came as JSON in a text is the same', () => {
    const { properties } = samples.exceptionEvent;
    const asText = { ...properties, $exception_list: JSON.stringify(properties.$exception_list) };

    expect(reportOf({ ...samples.exceptionEvent, properties: asText })).toEqual(reportOf(samples.exceptionEvent));
    expect(reportOf({ ...samples.exceptionEvent, properties: { ...asText, $exception_list: '[{' } }).exceptions).toEqual([]);
  });

  it('whose trace we cannot read keeps its words', () => {
    const properties = { $exception_message: 'bad', $exception_stack_trace_raw: 'panic at the disco' };

    expect(reportOf({ event: '$exception', properties }).body).toContain('panic at the disco');
  });
});

describe('which fact it is', () => {
  it('is the issue of the sender, so that other events of it count', () => {
    const other = { ...samples.exceptionEvent, uuid: 'another' };

    expect(reportOf(samples.exceptionEvent).externalId).toBe(`issue:${samples.issueId}`);
    expect(reportOf(other)).toMatchObject({ externalId: `issue:${samples.issueId}`, senderGroup: `issue:${samples.issueId}` });
    expect(reportOf(samples.issueAlert('created')).externalId).toBe(`issue:${samples.issueId}`);
  });

  it('is the fingerprint, where there is no issue yet', () => {
    const { $exception_issue_id: __, ...properties } = samples.exceptionEvent.properties;

    expect(reportOf({ ...samples.exceptionEvent, properties })).toMatchObject({
      externalId: 'fingerprint:a3f5c0',
      senderGroup: 'fingerprint:a3f5c0',
    });
  });

  it('is the event, by its uuid, and without one nothing else is the same', () => {
    expect(reportOf(samples.oldEvent).externalId).toBe(samples.oldEvent.uuid);
    expect(reportOf(withoutUuid)).toMatchObject({ externalId: null, senderGroup: null });
    expect(reportOf({ event: '$exception' }).externalId).toBeNull();
  });
});

describe('an alert about an issue', () => {
  it.each(['created', 'reopened', 'spiking'])('%s is a report', (what) => {
    expect(reportOf(samples.issueAlert(what))).toMatchObject({ title: 'RangeError', body: 'Invalid price', author: null, level: 'error' });
  });

  it('resolved closes it', () => {
    expect(parsePostHog(null, samples.issueAlert('resolved'), facts)).toMatchObject({
      outcome: 'status',
      externalId: `issue:${samples.issueId}`,
      status: 'closed',
    });
  });
});

describe('an event that is no problem by its name', () => {
  it('is kept only where the project lists it', () => {
    const pageview = reportOf(samples.pageview);

    expect(refusedByFilter('posthog', {}, pageview)).toBe('events');
    expect(refusedByFilter('posthog', { events: [] }, pageview)).toBe('events');
    expect(refusedByFilter('posthog', { events: ['$pageview'] }, pageview)).toBeNull();
    expect(refusedByFilter('posthog', { events: ['$exception'] }, reportOf(samples.exceptionEvent))).toBeNull();
    expect(refusedByFilter('posthog', {}, reportOf(samples.issueAlert('created')))).toBeNull();
    expect(refusedByFilter('posthog', { events: ['$pageview'] }, reportOf(samples.exceptionEvent))).toBe('events');
  });

  it('is what a person wrote, where it is a survey', () => {
    expect(reportOf(samples.surveyHook)).toMatchObject({
      kind: 'human',
      title: 'The coupon field forgets what I type.',
      level: null,
      metadata: { survey: 'Checkout' },
    });
  });
});

describe('a pulled row', () => {
  it('is what came by webhook, and counts as the same event', () => {
    const pulled = parsePostHog(OWN_EVENT.pulled, { event: samples.pulledRow }, facts);
    const received = parsePostHog(null, samples.exceptionEvent, facts);

    expect(pulled).toEqual(received);
    expect(pulled).toMatchObject({ outcome: 'report', occurrenceKey: samples.exceptionEvent.uuid, reopens: true });
    expect(parsePostHog(null, withoutUuid, facts)).not.toHaveProperty('occurrenceKey');
  });

  it('without an id is nothing', () => {
    expect(() => parsePostHog(OWN_EVENT.pulled, { event: withoutUuid }, facts)).toThrow(MalformedPayloadError);
  });
});

it.each([null, 7, 'text', [], [{}, {}], {}, { event: {} }, { event: '' }, { data: { event: 4 } }])('%j is no event', (payload) => {
  expect(() => parsePostHog(null, payload, facts)).toThrow(MalformedPayloadError);
});

it('hostile bodies give an outcome in bounds or a MalformedPayloadError', () => {
  neverBreaks(parsePostHog, [null, OWN_EVENT.pulled], anyPayload);
  neverBreaks(parsePostHog, [null, OWN_EVENT.pulled], mangled(samples.destinationHook));
  neverBreaks(parsePostHog, [null, OWN_EVENT.pulled], mangled(samples.oldEvent));
  neverBreaks(parsePostHog, [null, OWN_EVENT.pulled], mangled(samples.surveyHook));
});
