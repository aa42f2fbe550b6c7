import { describe, expect, it } from 'vitest';
import { reportWith } from '#tests/report-builders';
import { figuresOf } from './figures.ts';
import { severityOf, type SeverityInput } from './severity.ts';
import { trendsOf } from './trends.ts';

const NOW = '2026-03-20T12:00:00.000Z';
const ago = (hours: number) => new Date(Date.parse(NOW) - hours * 3_600_000).toISOString();
const seen = (hours: number, fields = {}) =>
  reportWith({ occurredAt: ago(hours), firstSeenAt: ago(hours), lastSeenAt: ago(hours), ...fields });

describe('the trend', () => {
  it('counts per hour and per day, oldest first', () => {
    const { trend24h, trend14d } = trendsOf([seen(0.5), seen(0.9), seen(23.5), seen(25), seen(24 * 13.5), seen(24 * 15)], NOW);

    expect(trend24h).toHaveLength(24);
    expect(trend14d).toHaveLength(14);
    expect([trend24h[0], trend24h[22], trend24h[23]]).toEqual([1, 0, 2]);
    expect([trend14d[0], trend14d[12], trend14d[13]]).toEqual([1, 1, 3]);
  });

  it('counts a repeat when it came last, and a clock that runs ahead as now', () => {
    expect(trendsOf([seen(5, { occurrences: 4, lastSeenAt: ago(1.5) }), seen(-3)], NOW).trend24h.slice(-6)).toEqual([1, 0, 0, 0, 1, 1]);
  });
});

describe('severity', () => {
  const quiet: SeverityInput = {
    occurrences: 1,
    peopleCount: 1,
    lastSeenAt: ago(24 * 30),
    trend24h: [],
    trend14d: Array.from({ length: 14 }, () => 0),
    reports: [{ level: null }],
    now: NOW,
  };

  it('says in plain words what it is made of', () => {
    const input = {
      ...quiet,
      reports: [{ level: 'warning' as const }, { level: 'fatal' as const }],
      occurrences: 31,
      peopleCount: 24,
      lastSeenAt: ago(2),
      trend14d: [...Array.from({ length: 13 }, () => 0), 9],
    };

    expect(severityOf(input)).toEqual({
      level: 'P1',
      score: expect.any(Number),
      parts: ['fatal level', '31 times', '24 people', 'seen in the last day', 'rising'],
    });
    expect(severityOf(quiet)).toEqual({ level: 'P3', score: 20, parts: ['reported by people', 'quiet for 30 days'] });
  });

  it.each([
    ['occurrences', { occurrences: 9 }],
    ['people', { peopleCount: 5 }],
    ['a worse level', { reports: [{ level: 'error' as const }] }],
    ['recency', { lastSeenAt: ago(1) }],
    ['a rise', { trend14d: [...Array.from({ length: 13 }, () => 1), 5] }],
  ])('grows with %s', (_what, change) => {
    expect(severityOf({ ...quiet, ...change }).score).toBeGreaterThan(severityOf(quiet).score);
  });

  it('never leaves 0..100', () => {
    const worst = {
      ...quiet,
      occurrences: 1e9,
      peopleCount: 1e9,
      lastSeenAt: ago(0),
      reports: [{ level: 'fatal' as const }],
      trend14d: [...Array.from({ length: 13 }, () => 0), 1e6],
    };

    expect(severityOf(worst).score).toBe(100);
    expect(severityOf({ ...quiet, occurrences: 0, peopleCount: 0, reports: [{ level: 'debug' }] }).score).toBeGreaterThanOrEqual(0);
  });

  it.each([
    ['one crash today', { reports: [{ level: 'error' as const }], lastSeenAt: ago(1) }, 'P3'],
    ['a fatal one', { reports: [{ level: 'fatal' as const }], lastSeenAt: ago(1) }, 'P2'],
    ['a crash of nine people', { reports: [{ level: 'error' as const }], occurrences: 18, peopleCount: 9, lastSeenAt: ago(1) }, 'P1'],
  ])('%s is where one expects it', (_what, change, level) => {
    expect(severityOf({ ...quiet, ...change }).level).toBe(level);
  });
});

it('the figures of a cluster are counted from its members', () => {
  const members = [
    seen(30, { author: 'ann', occurrences: 3, lastSeenAt: ago(1) }),
    seen(2, { author: 'ann' }),
    seen(5, { author: 'ann', metBy: ['ann', 'ben'], source: 'github', level: 'error' }),
    seen(4, { author: null }),
  ];

  expect(figuresOf(members, NOW)).toMatchObject({
    reportCount: 4,
    occurrences: 6,
    peopleCount: 3,
    sources: { manual: 3, github: 1 },
    firstSeenAt: ago(30),
    lastSeenAt: ago(1),
    severity: { parts: expect.arrayContaining(['error level', '6 times', '3 people']) },
  });
});
