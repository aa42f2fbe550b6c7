import { expect, it } from 'vitest';
import { NormalizedReport } from '#domain/report';
import { SOURCES } from '#domain/sources/index';

/** What a payload is, whose it is, its event type, and what is expected to be in what it becomes. */
export type PayloadCase = [
  what: string,
  source: keyof typeof SOURCES,
  eventType: string | null,
  payload: unknown,
  becomes: Record<string, unknown>,
];

export const facts = { receivedAt: '2026-03-02T12:00:00.000Z', userId: null };

/** One test for each; whatever it becomes is whole. */
export function payloadsBecome(cases: PayloadCase[]): void {
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
}
