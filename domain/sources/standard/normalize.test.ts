import { describe, expect, it } from 'vitest';
import { MalformedPayloadError } from '../../errors.ts';
import { NormalizedReport } from '../../report.ts';
import { anyPayload, mangled, neverBreaks } from '#tests/hostile-payloads';
import { parseStandard } from './normalize.ts';
import * as samples from './samples.ts';
import { StandardReport } from './schema.ts';

const facts = { receivedAt: '2026-03-02T12:00:00.000Z', userId: null };

function reportOf(payload: unknown): NormalizedReport {
  const parsed = parseStandard(null, payload, facts);
  if (parsed.outcome !== 'report') throw new Error(`expected a report, got ${parsed.outcome}`);
  return NormalizedReport.parse(parsed.report);
}

describe('a report in our own shape', () => {
  it('is the same with and without the envelope', () => {
    const flat = reportOf(samples.fields);

    expect(flat).toEqual({
      externalId: 'job-4711',
      title: 'Nightly export failed',
      body: samples.fields.body,
      kind: 'machine',
      occurredAt: '2026-03-02T09:20:04.000Z',
      author: 'nightly',
      level: 'error',
      exceptions: [
        {
          type: 'RangeError',
          message: 'row 1001 is out of range',
          frames: [
            { function: 'main', file: 'jobs/export.ts', line: 12, inApp: true },
            { function: 'rowAt', file: 'jobs/rows.ts', line: 7, inApp: true },
          ],
        },
      ],
      senderGroup: 'nightly-export',
      url: 'https://jobs.shop.example/runs/4711',
      status: 'open',
      trust: 'signed_monitor',
      metadata: { environment: 'production', rows: 1000, retried: true },
    });
    expect(reportOf(samples.wrapped)).toEqual({ ...flat, metadata: { type: 'report.created', ...flat.metadata } });
  });

  it('needs a title alone', () => {
    expect(reportOf({ title: 'Search is slow' })).toMatchObject({
      externalId: null,
      kind: 'human',
      body: '',
      occurredAt: facts.receivedAt,
      level: null,
    });
  });

  it('may bring its stack as text', () => {
    const stack = 'TypeError: x is null\n    at pay (/srv/pay.js:3:1)';

    expect(reportOf({ title: 'Broken', exception: { stack } }).exceptions).toMatchObject([
      { type: 'TypeError', message: 'x is null', frames: [{ function: 'pay' }] },
    ]);
  });

  it('happened when its envelope says, where it does not say itself', () => {
    expect(reportOf({ timestamp: 1_772_443_204, data: { title: 'Late' } }).occurredAt).toBe('2026-03-02T09:20:04.000Z');
  });

  it('that is closed closes what its id names, and without an id is kept as closed', () => {
    expect(parseStandard(null, { external_id: 7, status: 'closed' }, facts)).toEqual({
      outcome: 'status',
      externalId: '7',
      status: 'closed',
      at: facts.receivedAt,
      orStore: null,
    });
    expect(reportOf({ title: 'Over', status: 'closed' }).status).toBe('closed');
  });
});

describe('what the ingest route takes', () => {
  it.each([samples.fields, samples.wrapped, { title: 'x' }, { data: { title: 'x' } }, { external_id: 'a', status: 'closed' }])(
    '%#',
    (body) => {
      expect(StandardReport.safeParse(body).success).toBe(true);
    },
  );

  it.each([
    {},
    { data: {} },
    { title: '  ' },
    { title: '\u0000' },
    { title: 7 },
    { status: 'closed' },
    { title: 'x', level: 'loud' },
    { title: 'x', url: 'javascript:alert(1)' },
    { title: 'x', occurred_at: 'yesterday' },
    { title: 'x', external_id: '\u0000' },
    { title: 'x', exception: { frames: [{ line: 1.5 }] } },
    { title: 'x', metadata: { a: {} } },
    { title: 'x', data: 'text' },
    [],
    'text',
    null,
  ])('refuses %j, and so does the parser', (body) => {
    expect(StandardReport.safeParse(body).success).toBe(false);
    expect(() => parseStandard(null, body, facts)).toThrow(MalformedPayloadError);
  });
});

it('hostile bodies give an outcome in bounds or a MalformedPayloadError', () => {
  neverBreaks(parseStandard, [null], anyPayload);
  neverBreaks(parseStandard, [null], mangled(samples.wrapped));
  neverBreaks(parseStandard, [null], mangled(samples.fields));
});
