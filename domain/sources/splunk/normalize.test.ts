import { describe, expect, it } from 'vitest';
import { MalformedPayloadError } from '../../errors.ts';
import { NormalizedReport } from '../../report.ts';
import { anyPayload, mangled, neverBreaks } from '#tests/hostile-payloads';
import { refusedByFilter } from '../index.ts';
import { parseSplunk } from './normalize.ts';
import * as samples from './samples.ts';

const facts = { receivedAt: '2026-03-02T12:00:00.000Z', userId: null };

function reportOf(payload: unknown): NormalizedReport {
  const parsed = parseSplunk(null, payload, facts);
  if (parsed.outcome !== 'report') throw new Error(`expected a report, got ${parsed.outcome}`);
  return NormalizedReport.parse(parsed.report);
}

describe('an alert action', () => {
  it('of a search that ends in a table has its trace in a field', () => {
    const message =
      'Traceback (most recent call last):\n  File "shop/cart.py", line 31, in total\n    return sum(rows)\nValueError: no rows';

    const report = reportOf({ sid: 'a', search_name: 'Cart', result: { host: 'web-1', message, count: '3' } });

    expect(report.exceptions).toMatchObject([
      { type: 'ValueError', message: 'no rows', frames: [{ function: 'total', file: 'shop/cart.py', line: 31 }] },
    ]);
    expect(report.body).toBe(`host: web-1\nmessage:\n${message}\ncount: 3`);
  });

  it('is a report of the run of its search', () => {
    expect(reportOf(samples.alert)).toMatchObject({
      externalId: samples.alert.sid,
      title: 'Checkout errors',
      kind: 'machine',
      occurredAt: '2026-03-02T09:20:04.221Z',
      level: 'error',
      senderGroup: 'search:search:Checkout errors',
      url: samples.alert.results_link,
      trust: 'signed_monitor',
      metadata: { search_name: 'Checkout errors', host: 'web-1', sourcetype: 'log4j', owner: 'shop', count: '12' },
    });
  });

  it('keeps the line that was found, and the stack in it', () => {
    const report = reportOf(samples.alert);

    expect(report.body).toContain('checkout failed for order 4711');
    expect(report.exceptions).toMatchObject([
      {
        type: 'shop.CartException',
        message: 'no price for 7',
        frames: [{ function: 'shop.Checkout.pay' }, { function: 'shop.Cart.total' }],
      },
    ]);
  });

  it('without a line says what the row says', () => {
    expect(reportOf({ ...samples.alert, result: { count: 12, hosts: ['web-1', 'web-2'], _bkt: 'x', ok: null } }).body).toBe(
      'count: 12\nhosts: web-1, web-2',
    );
  });

  it('of a log line in front of its trace says what was thrown', () => {
    const _raw = '2026-03-02 09:20 ERROR shop.Pay: java.lang.IllegalStateException: no card\n\tat shop.Pay.charge(Pay.java:42)';

    expect(reportOf({ ...samples.alert, result: { _raw } }).exceptions).toMatchObject([
      { type: 'java.lang.IllegalStateException', message: 'no card', frames: [{ function: 'shop.Pay.charge' }] },
    ]);
  });

  it('reads the first row of a list, and the first of several values', () => {
    const result = [{ host: 'web-1', severity: ['critical', 'low'], _time: ['1772443204', '1772443205'] }];

    expect(reportOf({ ...samples.alert, result })).toMatchObject({
      level: 'fatal',
      occurredAt: '2026-03-02T09:20:04.000Z',
      metadata: { host: 'web-1' },
    });
  });

  it.each([{}, null, '', [], 'none', undefined])('that found %j is a report still', (result) => {
    expect(reportOf({ ...samples.alert, result })).toMatchObject({ title: 'Checkout errors', body: '', occurredAt: facts.receivedAt });
  });

  it('without a sid is a fact of its own, and without a name says its line', () => {
    expect(reportOf({ result: { _raw: 'disk full' } })).toMatchObject({ externalId: null, title: 'disk full', senderGroup: null });
    expect(reportOf({ sid: 'adhoc_1' }).title).toBe('Splunk alert without a name');
  });

  it.each([['1772443204'], [1_772_443_204], ['2026-03-02T09:20:04.000+00:00']])('of %j happened then', (time) => {
    expect(reportOf({ ...samples.alert, result: { _time: time } }).occurredAt).toBe('2026-03-02T09:20:04.000Z');
  });

  it.each([['NaN'], ['soon'], ['yesterday 5'], [1e300], ['99999999999999999']])('of the time %j happened when it came', (time) => {
    expect(reportOf({ ...samples.alert, result: { _time: time } }).occurredAt).toBe(facts.receivedAt);
  });

  it('is left out where the list of searches does not name it', () => {
    expect(refusedByFilter('splunk', { searches: ['checkout errors'] }, reportOf(samples.alert))).toBeNull();
    expect(refusedByFilter('splunk', { searches: ['Logins'] }, reportOf(samples.alert))).toBe('searches');
    expect(refusedByFilter('splunk', { searches: ['Logins'] }, reportOf(samples.detectorAlert('anomalous')))).toBe('searches');
    expect(refusedByFilter('splunk', { searches: ['Checkout latency'] }, reportOf(samples.detectorAlert('anomalous')))).toBeNull();
  });
});

describe('an incident of Observability Cloud', () => {
  it('is a report while its signal is anomalous', () => {
    const report = reportOf(samples.detectorAlert('anomalous'));

    expect(report).toMatchObject({
      externalId: 'incident:FDoRtDGAYAA',
      title: 'Critical: Checkout latency, p99 above 2 s',
      level: 'fatal',
      senderGroup: 'detector:FDoQxYxAYAE:p99 above 2 s',
      url: 'https://app.eu0.signalfx.example/#/detector/FDoQxYxAYAE/edit',
      occurredAt: '2026-03-02T09:20:04.000Z',
      metadata: { detector: 'Checkout latency', rule: 'p99 above 2 s', service: 'checkout' },
    });
    expect(report.body).toContain('A = 2417.5 (host: web-1)');
  });

  it.each([
    ['ok', 'ok'],
    ['stopped', 'ok'],
    ['manually resolved', 'ok'],
    ['MANUALLY_RESOLVED', 'anomalous'],
    ['auto resolved', 'ok'],
  ])('%s closes it', (statusExtended, status) => {
    expect(parseSplunk(null, samples.detectorAlert(statusExtended, status), facts)).toEqual({
      outcome: 'status',
      externalId: 'incident:FDoRtDGAYAA',
      status: 'closed',
      at: '2026-03-02T09:20:04.000Z',
      orStore: null,
    });
  });

  it('that recovers without saying which opens nothing', () => {
    expect(parseSplunk(null, { detector: 'D', status: 'ok' }, facts).outcome).toBe('filtered');
  });
});

it.each([null, 7, 'text', [], {}, { result: {} }, { sid: null, result: 'x' }])('%j is no alert', (payload) => {
  expect(() => parseSplunk(null, payload, facts)).toThrow(MalformedPayloadError);
});

it('hostile bodies give an outcome in bounds or a MalformedPayloadError', () => {
  neverBreaks(parseSplunk, [null], anyPayload);
  neverBreaks(parseSplunk, [null], mangled(samples.alert));
  neverBreaks(parseSplunk, [null], mangled(samples.detectorAlert('anomalous')));
});
