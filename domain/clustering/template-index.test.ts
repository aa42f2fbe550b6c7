import { describe, expect, it } from 'vitest';
import { crashWith, reportWith } from '#tests/report-builders';
import { assign } from './assign.ts';
import { DEFAULT_BANDS } from './bounds.ts';
import { TemplateIndex } from './template-index.ts';

const indexOf = (...lines: string[]) => {
  const index = new TemplateIndex();
  for (const line of lines) index.add(line, line.split(' '));
  return index;
};
const similar = (index: TemplateIndex, line: string) => index.similar(line, line.split(' '), () => true);

describe('lines of a log', () => {
  it('are alike by the words in the same places, and only with lines of their length', () => {
    const index = indexOf('worker * lost its lease', 'worker * got its lease', 'worker * lost its lease again');

    expect(similar(index, 'worker * lost its lease')).toEqual([{ id: 'worker * got its lease', score: expect.closeTo(3.5 / 4.5, 5) }]);
  });

  it('differ in a variable where four or more say something else in one place', () => {
    const users = ['ann', 'bob', 'cat'].map((name) => `session closed for user ${name}`);
    const scores = (lines: string[]) => similar(indexOf(...lines), lines[0]!).map(({ score }) => score);

    expect(scores(users)).toEqual([0.8, 0.8]);
    expect(scores([...users, 'session closed for user dan'])).toEqual([0.95, 0.95, 0.95]);
  });

  it('are forgotten when they are gone', () => {
    const index = indexOf('a b c d', 'a b c e', 'a b c f', 'a b c g');
    index.remove('a b c g', ['a', 'b', 'c', 'g']);

    expect(similar(index, 'a b c d').map(({ score }) => score)).toEqual([0.75, 0.75]);
  });
});

describe('machine reports in one run', () => {
  const run = (...reports: ReturnType<typeof reportWith>[]) =>
    assign({
      reports,
      known: [],
      vectors: new Map(),
      nearest: new Map(),
      space: null,
      bands: DEFAULT_BANDS,
      now: '2026-03-02T00:00:00.000Z',
      newClusterId: (first) => first,
    });
  const line = (title: string) => reportWith({ kind: 'machine', source: 'splunk', title });

  it('are one line whatever stands in its variable place', () => {
    const reports = ['ann', 'bob', 'cat', 'dan', 'eve'].map((name) => line(`session closed for user ${name} after 12 ms`));
    const decisions = run(...reports);

    expect(new Set(decisions.map((one) => one.clusterId)).size).toBe(1);
    expect(decisions.map((one) => one.evidence.rule)).toEqual(['first', 'template', 'template', 'template', 'template']);
  });

  it('are two lines where two words differ, and one is suggested for the other', () => {
    const [first, second] = run(line('Changing view acls of volume 7 to: spark'), line('Changing modify acls of volume 9 to: spark'));

    expect(second!.clusterId).not.toBe(first!.clusterId);
    expect(second!.suggestions).toMatchObject([{ clusterId: first!.clusterId, band: 'suggest', evidence: { rule: 'template' } }]);
  });

  it('with most of one trace are suggested for each other, not joined', () => {
    const inner = ['parse', 'readLine', 'readFile', 'load', 'open', 'start'];
    const [first, second] = run(crashWith('TypeError', [...inner, 'cli', 'main']), crashWith('TypeError', [...inner, 'http', 'serve']));

    expect(second!.clusterId).not.toBe(first!.clusterId);
    expect(second!.suggestions).toMatchObject([{ clusterId: first!.clusterId, evidence: { rule: 'frames', sharedFrames: inner } }]);
  });
});
