import { describe, expect, it } from 'vitest';
import { crashWith, reportWith } from '#tests/report-builders';
import { assign } from './assign.ts';
import { DEFAULT_BANDS } from './bounds.ts';
import { routeOf } from './route.ts';

describe('a report goes the way of', () => {
  it.each([
    ['an event', crashWith('TypeError', ['a', 'b']), 'event'],
    ['a log line', reportWith({ kind: 'machine', source: 'splunk', title: 'disk 7 is full' }), 'log'],
    ['a ticket, however short', reportWith({ source: 'github', title: 'Update the year' }), 'issue'],
    ['a short message', reportWith({ source: 'reddit', title: 'why was my card declined', body: 'it has enough money on it' }), 'prose'],
    [
      'a short message, whatever sum, hour or day it names',
      reportWith({ source: 'manual', title: 'paid $1,200 at 7:30pm on 2/20' }),
      'prose',
    ],
    ['a report, where it names a version', reportWith({ source: 'reddit', title: 'broken since 2.14' }), 'issue'],
    ['a report, where its text names a code', reportWith({ source: 'reddit', title: 'it fails', body: 'it says 5042' }), 'issue'],
    ['a report, where it names code', reportWith({ source: 'reddit', title: 'submitCart never answers' }), 'issue'],
    ['a report, where it is long', reportWith({ source: 'reddit', title: 'help', body: 'word '.repeat(40) }), 'issue'],
  ] as const)('%s', (_what, report, route) => {
    expect(routeOf(report)).toBe(route);
  });
});

describe('short messages of one run', () => {
  const say = (title: string) => reportWith({ source: 'reddit', title });
  const decide = (reports: ReturnType<typeof say>[], vectors: number[][]) =>
    assign({
      reports,
      known: [],
      vectors: new Map(reports.map((report, i) => [report.id, Float32Array.from(vectors[i]!)])),
      nearest: new Map(),
      space: 'local/hybrid-2/3',
      bands: DEFAULT_BANDS,
      now: '2026-03-02T00:00:00.000Z',
      newClusterId: (first) => first,
    });

  it('are one where words and meaning are alike on average, and suggested where only somewhat', () => {
    const reports = [
      say('my card was declined again'),
      say('card got declined today'),
      say('payment refused at the shop'),
      say('what is the weather'),
    ];
    const decisions = decide(reports, [
      [1, 0, 0],
      [1, 0, 0],
      [0.8, 0.6, 0],
      [0, 0, 1],
    ]);

    expect(decisions[1]!.clusterId).toBe(decisions[0]!.clusterId);
    expect(decisions[2]!.clusterId).not.toBe(decisions[0]!.clusterId);
    expect(decisions[2]!.suggestions![0]).toMatchObject({
      clusterId: decisions[0]!.clusterId,
      band: 'suggest',
      evidence: { rule: 'meaning' },
    });
    expect(decisions[3]!.suggestions!.filter((one) => one.band === 'suggest')).toEqual([]);
  });
});
