import { expect, it } from 'vitest';
import type { Parsed } from '#domain/sources/index';
import { parseManual } from '#domain/sources/manual/normalize';
import { faultOfParsed } from './parsed-faults.ts';

const parsed = parseManual(null, { title: 'Broken', body: 'It is.' }, { receivedAt: '2026-03-02T12:00:00.000Z', userId: null });
const report = parsed.outcome === 'report' ? parsed.report : null;
const withReport = (changes: object): Parsed => ({ outcome: 'report', report: { ...report!, ...changes } });

it('nothing is wrong with what a parser makes of a good body', () => {
  expect(faultOfParsed(parsed)).toBeNull();
});

it.each([
  [{ title: 'half \ud800' }],
  [{ body: 'a\0b' }],
  [{ title: '' }],
  [{ title: 'x'.repeat(201) }],
  [{ body: 'x'.repeat(10_001) }],
  [{ occurredAt: 'NaN' }],
  [{ occurredAt: '2026-03-02' }],
  [{ externalId: '' }],
  [{ url: 'javascript:alert(1)' }],
  [{ metadata: { 'a\ud800': 1 } }],
  [{ metadata: { a: {} } }],
  [{ metadata: Object.fromEntries(Array.from({ length: 41 }, (_, i) => [`k${i}`, i])) }],
  [{ exceptions: Array.from({ length: 6 }, () => ({ type: 'E', message: '', frames: [] })) }],
  [{ surplus: 1 }],
])('%j is a fault', (changes) => {
  expect(faultOfParsed(withReport(changes))).not.toBeNull();
});

it('a status of nothing, or at no time, is a fault', () => {
  const status = { outcome: 'status', externalId: '1', status: 'closed', at: '2026-03-02T12:00:00.000Z', orStore: null } as const;

  expect(faultOfParsed(status)).toBeNull();
  expect(faultOfParsed({ ...status, externalId: '' })).not.toBeNull();
  expect(faultOfParsed({ ...status, at: 'now' })).not.toBeNull();
});
