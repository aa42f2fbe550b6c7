import { describe, expect, it } from 'vitest';
import { MalformedPayloadError } from '../../errors.ts';
import { NormalizedReport } from '../../report.ts';
import { anyPayload, mangled, neverBreaks } from '#tests/hostile-payloads';
import { parseManual } from './normalize.ts';
import { titled, untitled } from './samples.ts';

const facts = { receivedAt: '2026-03-02T12:00:00.000Z', userId: 'member-1' };

function reportOf(payload: unknown): NormalizedReport {
  const parsed = parseManual(null, payload, facts);
  return NormalizedReport.parse(parsed.outcome === 'report' ? parsed.report : null);
}

it('keeps title and body as a member wrote them', () => {
  expect(reportOf(titled)).toMatchObject({ ...titled, kind: 'human', author: 'member-1', trust: 'teammate', externalId: null });
});

describe('text without a title', () => {
  it('is titled by its first sentence', () => {
    expect(reportOf(untitled)).toMatchObject({ title: 'Search finds nothing when I type an umlaut', body: untitled.text });
  });

  it('is cut at a word where the sentence is long', () => {
    const { title } = reportOf({ text: `The page ${'keeps loading and '.repeat(12)}stops` });

    expect(title.length).toBeLessThanOrEqual(80);
    expect(title).toMatch(/ (keeps|loading|and)…$/u);
  });

  it('never cuts a character in half', () => {
    expect(reportOf({ text: '🙂'.repeat(100) }).title).toMatch(/^(?:🙂){39}…$/u);
  });
});

it.each([{}, { title: '' }, { text: '   ' }, { text: '\u0000' }, { title: 'a', text: 'b' }, 'text', null])('%j is no report', (payload) => {
  expect(() => parseManual(null, payload, facts)).toThrow(MalformedPayloadError);
});

it('hostile bodies give a report in bounds or a MalformedPayloadError', () => {
  neverBreaks(parseManual, [null], anyPayload);
  neverBreaks(parseManual, [null], mangled(titled));
  neverBreaks(parseManual, [null], mangled(untitled));
});
