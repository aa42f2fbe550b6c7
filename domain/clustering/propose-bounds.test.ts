import { describe, expect, it } from 'vitest';
import { evidenceWith, reportWith } from '#tests/report-builders';
import type { Report } from '../report.ts';
import { type AnswerRow, answersOf, type ScoredAnswer } from './answers.ts';
import { DEFAULT_BANDS } from './bounds.ts';
import { WORDS_VERSION } from './pair-model.ts';
import { BoundsTally } from './propose-bounds.ts';

const space = { provider: 'local', model: 'hybrid-2', dims: 768 };
const SPACE = 'local/hybrid-2/768';
const scored = (score: number, fields: Partial<ScoredAnswer> = {}): ScoredAnswer => ({
  ...{ kind: 'issue', score, joined: false, space: SPACE, version: WORDS_VERSION },
  ...fields,
});
const said = (command: AnswerRow['command'], scores: readonly number[], fields: Partial<AnswerRow> = {}): AnswerRow[] =>
  scores.map((score) => ({ command, state: 'applied', answers: [scored(score)], ...fields }));
const evenly = (count: number, from: number, to: number) => Array.from({ length: count }, (_, i) => from + ((to - from) * i) / count);
/** Each opened a cluster, and nothing is like it. */
const opened = (count: number): Report[] => Array.from({ length: count }, () => reportWith({ source: 'github', evidence: evidenceWith() }));
const propose = (answers: readonly AnswerRow[], reports: readonly Report[] = opened(400)) => {
  const tally = new BoundsTally(answers, space);
  for (const report of reports) tally.add(report);
  return tally.propose(DEFAULT_BANDS, 0.01);
};

describe('bounds that answers ask for', () => {
  it('join lower where people joined nearly all that was suggested, at most the budget wrongly', () => {
    const [found, ...others] = propose([...said('accept', evenly(80, 0.3, 0.49)), ...said('decline', evenly(30, 0.1, 0.2))]);

    expect(others).toEqual([]);
    expect(found).toMatchObject({ kind: 'issue', answers: { accepted: 80, declined: 30, undone: 0 } });
    expect(found!.joinAt).toBeGreaterThan(0.18);
    expect(found!.joinAt).toBeLessThanOrEqual(0.3);
    expect(found!.suggestAt).toBeLessThanOrEqual(found!.joinAt);
  });

  it('join higher where people take apart what the machine joined', () => {
    const kept = evenly(60, 0.5, 0.9).map((score) =>
      reportWith({ evidence: evidenceWith({ rule: 'words', version: WORDS_VERSION, score, space: SPACE }) }),
    );
    const undone = said('remove', evenly(12, 0.5, 0.62));

    const [found] = propose([...said('accept', evenly(60, 0.4, 0.49)), ...undone], [...opened(400), ...kept]);

    expect(found!.joinAt).toBeGreaterThan(0.57);
    expect(found!.answers).toEqual({ accepted: 60, declined: 0, undone: 12 });
  });

  it('count an accept that was taken back as wrong, and a decline that was as nothing', () => {
    const refused = said('decline', evenly(30, 0.1, 0.2));
    const accepted = said('accept', evenly(40, 0.3, 0.49));
    const [low] = propose([...accepted, ...refused, ...said('decline', evenly(9, 0.44, 0.48), { state: 'undone' })]);
    const [high] = propose([...accepted, ...refused, ...said('accept', evenly(9, 0.44, 0.48), { state: 'undone' })]);

    expect(low!.joinAt).toBeLessThanOrEqual(0.3);
    expect(high!.joinAt).toBeGreaterThan(0.46);
  });

  it('are not asked for by scores of another space or an older rule, nor by a handful', () => {
    const answers = [...said('accept', evenly(80, 0.3, 0.49)), ...said('decline', evenly(30, 0.1, 0.2))];
    const elsewhere = (fields: Partial<ScoredAnswer>) =>
      answers.map((row) => ({ ...row, answers: row.answers.map((one) => ({ ...one, ...fields })) }));

    expect(propose(elsewhere({ space: 'gemini/x/768' }))).toEqual([]);
    expect(propose(elsewhere({ version: 'pair-0' }))).toEqual([]);
    expect(propose(answers.slice(-29))).toEqual([]);
    expect(propose([])).toEqual([]);
  });

  it('are careful where most of what was suggested was never answered', () => {
    const unanswered = Array.from({ length: 4_000 }, () =>
      reportWith({
        ...{ source: 'github', evidence: evidenceWith() },
        suggestions: [{ clusterId: 'c', score: 0.3, band: 'suggest', evidence: evidenceWith({ rule: 'words' }) }],
      }),
    );
    const answers = [
      ...said('accept', evenly(80, 0.3, 0.49)),
      ...said('decline', evenly(3, 0.45, 0.46)),
      ...said('decline', evenly(30, 0.1, 0.2)),
    ];
    const [all] = propose(answers, opened(4_000));
    const [few] = propose(answers, unanswered);

    // Three wrong ones are few of 4,000 new problems, and many of the hundred that those answered stand for.
    expect(all!.joinAt).toBeLessThan(0.4);
    expect(few!.joinAt).toBeGreaterThan(0.45);
  });
});

describe('the scores that a command answers', () => {
  const words = (score: number) => evidenceWith({ rule: 'words', version: WORDS_VERSION, score, space: SPACE });

  it('are those of the suggestion that is taken or not', () => {
    const report = reportWith({
      suggestions: [
        { clusterId: 'a', score: 0.3, band: 'suggest', evidence: words(0.3) },
        { clusterId: 'b', score: 0.2, band: 'suggest', evidence: words(0.2) },
      ],
    });

    expect(answersOf({ kind: 'decline', report: report.id, cluster: 'b' }, [report])).toEqual([scored(0.2)]);
    expect(answersOf({ kind: 'accept', report: report.id, cluster: 'c' }, [report])).toEqual([]);
  });

  it('are those by which the machine had joined what is taken out', () => {
    const reports = [reportWith({ evidence: words(0.7) }), reportWith({ evidence: evidenceWith({ rule: 'fingerprint' }) }), reportWith()];
    const ids = reports.map(({ id }) => id);

    expect(answersOf({ kind: 'remove', reports: ids }, reports)).toEqual([scored(0.7, { joined: true })]);
    expect(answersOf({ kind: 'merge', into: 'a', from: ['b'] }, reports)).toEqual([]);
  });
});
