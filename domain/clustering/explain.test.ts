import { describe, expect, it } from 'vitest';
import { evidenceWith, reportWith } from '#tests/report-builders';
import { evidenceSentence, memberSentence, whyLines } from './explain.ts';

const stack = { fingerprint: 'F', sharedFrames: ['streamRows', 'exportCsv', 'handle', 'main'] };
const byStack = evidenceWith({ ...stack, rule: 'fingerprint', nearestTitle: 'RangeError' });
const byWords = evidenceWith({
  rule: 'words',
  score: 0.712,
  bound: 0.5,
  nearestTitle: 'CSV export stops',
  sharedWords: ['csv', 'rows', 'export'],
});

describe('the reason of a report', () => {
  it.each([
    [memberSentence(byStack, 17), 'same stack as 17 others: streamRows ← exportCsv ← handle'],
    [memberSentence(byStack, 1), 'same stack as 1 other: streamRows ← exportCsv ← handle'],
    [evidenceSentence(byStack), 'same stack as “RangeError”: streamRows ← exportCsv ← handle'],
    [memberSentence({ ...byStack, sharedFrames: [] }, 3), 'same message as 3 others, once its variable parts are masked'],
    [evidenceSentence(byWords), 'shares “csv”, “rows” and “export” with “CSV export stops” (0.71, at or above 0.50)'],
    [
      memberSentence({ ...byWords, score: 0.387 }, null),
      'shares “csv”, “rows” and “export” with “CSV export stops” (0.39 by itself, over 0.50 together with others here)',
    ],
    [evidenceSentence({ ...byWords, score: 0.387 }), 'shares “csv”, “rows” and “export” with “CSV export stops” (0.39, below 0.50)'],
    [evidenceSentence(evidenceWith({ rule: 'sender', nearestTitle: 'DB down' })), 'the sender has it in one group with “DB down”'],
    [
      evidenceSentence(evidenceWith({ score: 0.31, bound: 0.5, nearestTitle: 'Slow' })),
      'opened this cluster: the nearest other report was “Slow” (0.31, below 0.50)',
    ],
    [evidenceSentence(evidenceWith()), 'opened this cluster: nothing like it was known'],
  ])('%s', (sentence, expected) => {
    expect(sentence).toBe(expected);
  });

  it('stays one short line with a long title', () => {
    expect(evidenceSentence({ ...byWords, nearestTitle: 'x'.repeat(200) }).length).toBeLessThan(160);
  });
});

describe('why these are one problem', () => {
  const reports = (...evidence: Parameters<typeof evidenceWith>[0][]) => evidence.map((one) => reportWith({ evidence: evidenceWith(one) }));

  it('counts the reports of each reason, most first', () => {
    const lines = whyLines([
      ...reports({ rule: 'first', ...stack }, byStack, byStack),
      ...reports(byWords, { ...byWords, score: 0.6, sharedWords: ['csv', 'umlaut'] }),
    ]);

    expect(lines).toEqual([
      { rule: 'fingerprint', count: 3, sentence: '3 reports have the same stack: streamRows ← exportCsv ← handle', score: null },
      { rule: 'words', count: 2, sentence: '2 joined by words: “csv”, “rows”, “export” and “umlaut”', score: 0.6 },
    ]);
  });

  it('tells two stacks of one cluster apart', () => {
    const other = { fingerprint: 'G', sharedFrames: ['render'] };

    expect(
      whyLines(reports({ rule: 'first', ...stack }, byStack, { rule: 'words', ...other }, { rule: 'fingerprint', ...other })).map(
        (line) => line.count,
      ),
    ).toEqual([2, 2, 1]);
  });

  it('speaks of every rule that brought reports here, each with its weakest score, and not of the one that opened the cluster', () => {
    const lines = whyLines(
      reports(
        { rule: 'first', score: 0.1, bound: 0.5 },
        { rule: 'meaning', score: 0.7, sharedWords: ['refund'] },
        { rule: 'meaning', score: 0.6 },
        { rule: 'meaning', score: 0.9 },
        { rule: 'template', score: 0.95 },
        { rule: 'template', score: 0.93 },
        { rule: 'frames', score: 0.81, sharedFrames: ['render', 'mount'] },
        { rule: 'person' },
        { rule: 'sender' },
      ),
    );

    expect(lines).toEqual([
      { rule: 'meaning', count: 3, sentence: '3 joined by meaning: “refund”', score: 0.6 },
      { rule: 'template', count: 2, sentence: '2 joined by the same log line but for a few words', score: 0.93 },
      { rule: 'frames', count: 1, sentence: '1 joined by a stack much alike: render ← mount', score: 0.81 },
      { rule: 'person', count: 1, sentence: '1 put here by a person, kept together from now on', score: null },
      { rule: 'sender', count: 1, sentence: "1 report is in a group of the sender's own", score: null },
    ]);
  });

  it('names the largest stacks and counts the others', () => {
    const stacks = [6, 5, 4, 3, 2].flatMap((count, i) =>
      reports(
        ...Array.from({ length: count }, () => ({ rule: 'fingerprint' as const, fingerprint: `F${i}`, sharedFrames: [`frame${i}`] })),
      ),
    );

    expect(whyLines(stacks).map(({ sentence }) => sentence)).toEqual([
      '6 reports have the same stack: frame0',
      '5 reports have the same stack: frame1',
      '4 reports have the same stack: frame2',
      '5 more reports have 2 other stacks',
    ]);
  });

  it('says of a single report that it opened the cluster', () => {
    expect(whyLines(reports({ rule: 'first', ...stack }))).toEqual([
      { rule: 'first', count: 1, sentence: 'opened this cluster: nothing like it was known', score: null },
    ]);
    expect(whyLines([reportWith()])).toEqual([]);
  });
});
