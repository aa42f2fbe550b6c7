import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { WORDINGS } from '#tests/bug-wordings';
import { crashWith, reportWith } from '#tests/report-builders';
import type { Report } from '../report.ts';
import { assign, type AssignInput } from './assign.ts';
import { DEFAULT_BANDS, type BandsOfKinds } from './bounds.ts';

const NOW = '2026-03-02T00:00:00.000Z';

const joinAt = (bound: number): BandsOfKinds => ({ ...DEFAULT_BANDS, issue: { joinAt: bound, suggestAt: Math.min(bound, 0.1) } });

function run(reports: readonly Report[], known: readonly Report[] = [], changes: Partial<AssignInput> = {}) {
  const decisions = assign({
    reports,
    known,
    vectors: new Map(),
    nearest: new Map(),
    space: null,
    bands: DEFAULT_BANDS,
    now: NOW,
    newClusterId: (first) => `cluster of ${first}`,
    ...changes,
  });
  return new Map(decisions.map((decision) => [decision.reportId, decision]));
}

/** The reports as they are once a run's decisions were written. */
function placed(reports: readonly Report[], known: readonly Report[] = []): Report[] {
  const decisions = run(reports, known);
  return reports.map((report) => ({
    ...report,
    clusterId: decisions.get(report.id)!.clusterId,
    evidence: decisions.get(report.id)!.evidence,
  }));
}

const wordings = WORDINGS.flatMap(({ bug, reports }) =>
  reports.map((text) => {
    const [title, body] = text.split(' | ') as [string, string];
    return { bug, report: reportWith({ title, body }) };
  }),
);

describe('crashes', () => {
  const crash = (functions: string[], fields = {}) => crashWith('TypeError', functions, { message: 'x is undefined', ...fields });

  it('with one stack are one cluster, whatever the message', () => {
    const reports = [crash(['total', 'checkout']), crash(['total', 'checkout'], { message: 'y is null' })];
    const [first, second] = reports.map((report) => run(reports).get(report.id)!);

    expect(second!.clusterId).toBe(first!.clusterId);
    expect(first).toMatchObject({ opened: true, evidence: { rule: 'first', sharedFrames: ['total', 'checkout'] } });
    expect(second!.evidence).toMatchObject({
      rule: 'fingerprint',
      version: 'fingerprint-2',
      score: null,
      nearestReportId: reports[0]!.id,
      sharedFrames: ['total', 'checkout'],
      fingerprint: first!.evidence.fingerprint,
    });
  });

  it('with different stacks are never joined by words, not even word for word the same', () => {
    fc.assert(
      fc.property(
        fc.uniqueArray(fc.constantFrom('load', 'save', 'render', 'parse', 'open'), { minLength: 2, maxLength: 5 }),
        fc.double({ min: 0, max: 1, noNaN: true }),
        (names, bound) => {
          const reports = names.map((name) =>
            crash([name, 'main'], { title: 'TypeError: x is undefined', body: 'x is undefined in the cart' }),
          );
          const clusters = [...run(reports, [], { bands: joinAt(bound) }).values()].map((decision) => decision.clusterId);

          expect(new Set(clusters).size).toBe(names.length);
        },
      ),
      { numRuns: 30 },
    );
  });

  it('join a known cluster by its stack', () => {
    const known = placed([crash(['total', 'checkout'])]);
    const report = crash(['total', 'checkout']);

    expect(run([report], known).get(report.id)).toMatchObject({ clusterId: known[0]!.clusterId, opened: false });
  });

  it('of one group of the sender are one cluster', () => {
    const reports = [crash(['a1', 'b1'], { senderGroup: 'fingerprint:db' }), crash(['c1', 'd1'], { senderGroup: 'fingerprint:db' })];
    const decisions = run(reports);

    expect(decisions.get(reports[1]!.id)).toMatchObject({
      clusterId: decisions.get(reports[0]!.id)!.clusterId,
      evidence: { rule: 'sender' },
    });
  });

  it('are joined by what a person writes of them', () => {
    const reports = [
      crashWith('RangeError', ['streamRows', 'exportCsv'], { message: 'Invalid time value' }),
      reportWith({ title: 'exportCsv fails: Invalid time value', body: 'The log says RangeError in streamRows.' }),
      reportWith({ title: 'Search is slow', body: 'It takes ten seconds.' }),
    ];
    const decisions = run(reports);

    expect(decisions.get(reports[1]!.id)!.clusterId).toBe(decisions.get(reports[0]!.id)!.clusterId);
    expect(decisions.get(reports[1]!.id)!.evidence).toMatchObject({ rule: 'words', nearestReportId: reports[0]!.id });
    expect(decisions.get(reports[2]!.id)!.clusterId).not.toBe(decisions.get(reports[0]!.id)!.clusterId);
  });
});

describe('what people write', () => {
  const decisions = run(wordings.map(({ report }) => report));
  const clusterOf = (report: Report) => decisions.get(report.id)!.clusterId;
  const pairs = wordings.flatMap((one, i) =>
    wordings.slice(0, i).map((other) => ({ one, other, joined: clusterOf(one.report) === clusterOf(other.report) })),
  );
  const same = pairs.filter(({ one, other }) => one.bug === other.bug);
  const different = pairs.filter(({ one, other }) => one.bug !== other.bug);

  it('of one bug in other words comes together, by words alone, in three cases of four', () => {
    expect(same.length).toBeGreaterThan(35);
    expect(same.filter((pair) => pair.joined).length / same.length).toBeGreaterThanOrEqual(0.75);
  });

  it('of different bugs stays apart, though they share words', () => {
    const wrong = different.filter((pair) => pair.joined);

    expect(different.length).toBeGreaterThan(2000);
    expect(new Set(wrong.map(({ one, other }) => [one.bug, other.bug].sort().join(' and ')))).toEqual(new Set());
  });

  it.each(['double-charge', 'search-umlaut', 'timezone', 'offline-sync', 'webhook-retry'])(
    '%s comes together among few reports too',
    (bug) => {
      const few = wordings.filter((one) => [bug, 'rounding', 'dark-mode', 'week-start'].includes(one.bug)).map(({ report }) => report);
      const mine = wordings.filter((one) => one.bug === bug).map(({ report }) => run(few).get(report.id)!.clusterId);

      expect(new Set(mine).size).toBe(1);
    },
  );

  it('joins a known cluster, and never ties two known ones together', () => {
    const known = placed(
      wordings.filter((one) => one.bug !== 'double-charge' || one.report.title.startsWith('Two')).map(({ report }) => report),
    );
    const two = known.map((report) => (report.title === 'Two charges for one order' ? { ...report, clusterId: 'A' } : report));
    const news = wordings.filter((one) => one.bug === 'double-charge' && !one.report.title.startsWith('Two')).map(({ report }) => report);
    const joined = run(news, two);

    for (const report of news) expect(joined.get(report.id)).toMatchObject({ clusterId: 'A', opened: false, evidence: { rule: 'words' } });
  });

  it('is compared by meaning where there are vectors of one space', () => {
    const reports = [
      reportWith({ title: 'Calendar shows the wrong hour' }),
      reportWith({ title: 'Appointments are late, says the calendar' }),
    ];
    const vectors = (cosine: number) =>
      new Map([
        [reports[0]!.id, Float32Array.of(1, 0)],
        [reports[1]!.id, Float32Array.of(cosine, Math.sqrt(1 - cosine ** 2))],
      ]);
    const scoreWith = (cosine: number) =>
      run(reports, [], { vectors: vectors(cosine), space: 'local/hybrid-2/768', bands: joinAt(0) }).get(reports[1]!.id)!.evidence;

    expect(scoreWith(0.9).score).toBeGreaterThan(scoreWith(0.2).score!);
    expect(scoreWith(0.9).space).toBe('local/hybrid-2/768');
    expect(run(reports, [], { bands: joinAt(0) }).get(reports[1]!.id)!.evidence.space).toBeNull();
  });
});

describe('the evidence', () => {
  const reports = wordings.map(({ report }) => report);
  const decisions = run(reports);

  it('has one report that opened each cluster, and words that both reports hold for the rest', () => {
    const byId = new Map(reports.map((report) => [report.id, report]));
    const firsts = [...decisions.values()].filter((decision) => decision.evidence.rule === 'first');

    expect(firsts.length).toBe(new Set([...decisions.values()].map((decision) => decision.clusterId)).size);
    for (const { reportId, evidence } of decisions.values()) {
      if (evidence.rule !== 'words') continue;
      expect(evidence.sharedWords.length).toBeGreaterThan(0);
      const own = byId.get(reportId)!;
      for (const word of evidence.sharedWords) expect(`${own.title} ${own.body}`.toLowerCase()).toContain(word);
    }
  });
});

describe('the order of reports', () => {
  const mixed = [
    ...wordings.slice(0, 30).map(({ report }) => report),
    ...['checkout', 'checkout', 'preview'].map((name) =>
      crashWith('TypeError', ['total', name], { message: 'Customer charged twice on checkout' }),
    ),
  ];
  const known = placed(wordings.slice(30, 60).map(({ report }) => report));

  it('changes no decision, no score and no reason', () => {
    const expected = run(mixed, known);

    fc.assert(
      fc.property(
        fc.shuffledSubarray(mixed, { minLength: mixed.length }),
        fc.shuffledSubarray(known, { minLength: known.length }),
        (shuffled, shuffledKnown) => {
          const decisions = run(shuffled, shuffledKnown);
          for (const report of mixed) expect(decisions.get(report.id)).toEqual(expected.get(report.id));
        },
      ),
      { numRuns: 25 },
    );
  });
});

it('takes 50 new reports among 1,500 known ones in well under two seconds of CPU', () => {
  const many = Array.from({ length: 1500 }, (_, i) => {
    const { report } = wordings[i % wordings.length]!;
    return reportWith({
      title: `${report.title} ${i}`,
      body: `${report.body} ${wordings[(i * 7) % wordings.length]!.report.body}`,
      clusterId: `c${i % 300}`,
    });
  });
  const news = wordings.slice(0, 50).map(({ report }) => report);
  const began = process.cpuUsage();

  expect(run(news, many).size).toBe(50);

  expect(process.cpuUsage(began).user / 1000).toBeLessThan(2000);
});
