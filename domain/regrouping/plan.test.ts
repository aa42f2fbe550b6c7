import { describe, expect, it } from 'vitest';
import type { Cluster, ClusterStatus } from '../cluster.ts';
import type { RegroupCommand } from '../teaching.ts';
import { composeTeaching } from './compose-teaching.ts';
import { digestOf } from './digest.ts';
import { linksOf } from './links.ts';
import { planOf, type Standing } from './plan.ts';
import { snapshotOf } from './snapshot.ts';
import { sentenceOf } from './sentence.ts';
import { undoOf } from './undo.ts';

const NOW = '2026-11-25T10:00:00.000Z';
const cluster = (id: string, reports: number, fields: Partial<Cluster> = {}): Cluster => ({
  ...{ id, projectId: 'p', title: `Title of ${id}`, summary: 'S', summaryBy: 'extractive', status: 'new', reportCount: reports },
  ...{ occurrences: reports, peopleCount: 0, sources: {}, severity: { level: 'P3', score: 1, parts: [] } },
  ...{ firstSeenAt: NOW, lastSeenAt: NOW, createdAt: NOW, updatedAt: NOW, trend24h: [], trend14d: [] },
  ...{ pullRequestUrl: null, pullRequestNumber: null, errorMessage: null, jobId: null },
  ...fields,
});
/** Clusters by their reports. */
function standing(clusters: Record<string, string[]>, fields: Record<string, Partial<Cluster>> = {}): Standing {
  const views = Object.entries(clusters).map(
    ([id, members]) => [id, { cluster: cluster(id, members.length, fields[id]), members }] as const,
  );
  return { clusters: new Map(views), homes: new Map(views.flatMap(([id, { members }]) => members.map((report) => [report, id] as const))) };
}
const plan = (command: RegroupCommand, on: Standing) => planOf(command, on, { opens: 'n', now: NOW });
const code = (work: () => unknown): string | null => {
  try {
    work();
    return null;
  } catch (error) {
    return (error as { code: string }).code;
  }
};
const named = (...reports: string[]) => ({ reports, clusters: [] });
const NOTHING_YET = { mustLink: [], cannotLink: [] };
const taught = (command: RegroupCommand, before: ReturnType<typeof begun>) => linksOf(command, before, NOTHING_YET);
/** As the journal has it once the command is begun. */
const begun = (command: RegroupCommand, on: Standing) => snapshotOf(on, plan(command, on));

describe('a merge', () => {
  const merge: RegroupCommand = { kind: 'merge', into: 'a', from: ['b', 'c'] };
  const three = { a: ['1', '2'], b: ['3'], c: ['4'] };

  it('brings every report into one cluster and says what becomes of each', () => {
    const { moves, drops, effects, warnings } = plan(merge, standing(three));

    expect(moves).toEqual([
      { reportIds: ['3'], to: 'a' },
      { reportIds: ['4'], to: 'a' },
    ]);
    expect(drops).toEqual(['b', 'c']);
    expect(effects.map(({ clusterId, before, after }) => [clusterId, before?.reports, after?.reports])).toEqual([
      ['a', 2, 4],
      ['b', 1, undefined],
      ['c', 1, undefined],
    ]);
    expect(warnings).toEqual([]);
  });

  it('takes nothing out of a locked cluster or one that is being fixed, and warns of a fix that is given more', () => {
    expect(code(() => plan(merge, standing(three, { b: { locked: true } })))).toBe('locked');
    expect(code(() => plan(merge, standing(three, { c: { status: 'fixing' } })))).toBe('fix_running');
    expect(plan(merge, standing(three, { a: { status: 'fixing' } })).warnings).toEqual([
      expect.stringContaining('does not know of the reports'),
    ]);
  });

  it('is refused with a cluster that is not there, or itself', () => {
    expect(code(() => plan({ ...merge, from: ['z'] }, standing(three)))).toBe('not_found');
    expect(code(() => plan({ ...merge, from: ['a'] }, standing(three)))).toBe('invalid_input');
  });

  it('teaches that all are one problem, and is undone into the clusters of before', () => {
    const before = begun(merge, standing(three));

    expect(taught(merge, before)).toEqual({
      ...{ cannotLink: [], left: [] },
      mustLink: [{ reports: ['1', '2', '3', '4'], clusters: ['a', 'b', 'c'] }],
      merged: ['b', 'c'].map((from) => ({ from, into: 'a' })),
    });
    const undo = undoOf({ command: merge, effects: [] }, before, new Map([['a', cluster('a', 4)]]));
    expect(undo.moves).toEqual([
      { reportIds: ['3'], to: 'b' },
      { reportIds: ['4'], to: 'c' },
    ]);
    expect(undo.restores.map(({ clusterId }) => clusterId)).toEqual(['b', 'c']);
  });

  it('is not undone under a fix', () => {
    const now = new Map([['a', cluster('a', 4, { status: 'fixing' })]]);

    expect(code(() => undoOf({ command: merge, effects: [] }, begun(merge, standing(three)), now))).toBe('fix_running');
  });
});

describe('a split', () => {
  const split: RegroupCommand = { kind: 'split', cluster: 'a', reports: ['1'] };

  it('opens a cluster, and keeps the two apart', () => {
    const on = standing({ a: ['1', '2', '3'] });

    expect(plan(split, on)).toMatchObject({ moves: [{ reportIds: ['1'], to: 'n' }], opens: 'n' });
    expect(taught(split, begun(split, on))).toEqual({
      ...{ merged: [], mustLink: [named('1')] },
      cannotLink: [{ a: { reports: ['1'], clusters: ['n'] }, b: { reports: ['2', '3'], clusters: ['a'] } }],
      left: [{ cluster: 'a', reports: ['1'], opens: 'n' }],
    });
  });

  it('leaves something behind, and takes only what is there', () => {
    expect(code(() => plan(split, standing({ a: ['1'] })))).toBe('invalid_input');
    expect(code(() => plan(split, standing({ a: ['2', '3'], b: ['1'] })))).toBe('changed');
  });
});

describe('moving, removing, accepting and declining', () => {
  it('moves out of several clusters, and drops one that is left empty', () => {
    const on = standing({ a: ['1', '2'], b: ['3'], c: ['4'] });
    const move: RegroupCommand = { kind: 'move', reports: ['1', '3'], to: 'c' };

    expect(plan(move, on)).toMatchObject({ moves: [{ reportIds: ['1', '3'], to: 'c' }], drops: ['b'] });
    expect(taught(move, begun(move, on))).toMatchObject({
      mustLink: [{ reports: ['4', '1', '3'], clusters: ['c'] }],
      cannotLink: [{ a: named('1'), b: { reports: ['2'], clusters: ['a'] } }],
    });
  });

  it('removes a report to where the next run finds it', () => {
    const on = standing({ a: ['1', '2'] });
    const remove: RegroupCommand = { kind: 'remove', reports: ['1'] };

    expect(plan(remove, on).moves).toEqual([{ reportIds: ['1'], to: null }]);
    expect(taught(remove, begun(remove, on)).cannotLink).toEqual([{ a: named('1'), b: { reports: ['2'], clusters: ['a'] } }]);
    expect(code(() => plan(remove, standing({ a: ['1'] })))).toBe('invalid_input');
  });

  it('takes a suggestion, or keeps it away for good', () => {
    const on = standing({ a: ['1', '2'], b: ['3'] });
    const decline: RegroupCommand = { kind: 'decline', report: '3', cluster: 'a' };

    expect(plan({ kind: 'accept', report: '3', cluster: 'a' }, on)).toMatchObject({ moves: [{ reportIds: ['3'], to: 'a' }], drops: ['b'] });
    expect(taught(decline, begun(decline, on)).cannotLink).toEqual([{ a: named('3'), b: { reports: ['1', '2'], clusters: ['a'] } }]);
    expect(plan(decline, on).moves).toEqual([]);
    expect(code(() => plan({ kind: 'accept', report: '1', cluster: 'a' }, on))).toBe('nothing_to_do');
  });
});

describe('what an operation teaches of a large cluster', () => {
  const many = (name: string) => Array.from({ length: 10_000 }, (_, i) => `${name}${i}`);
  const on = standing({ a: many('a'), b: many('b') });
  const merge: RegroupCommand = { kind: 'merge', into: 'a', from: ['b'] };

  it('names few of its reports, and those that were spoken of before', () => {
    const before = { ...NOTHING_YET, cannotLink: [{ a: named('a9000'), b: named('b9000', 'elsewhere') }] };
    const [group] = linksOf(merge, begun(merge, on), before).mustLink;

    expect(group!.reports.length).toBeLessThanOrEqual(66);
    expect(group!.reports).toEqual(expect.arrayContaining(['a0', 'b0', 'a9000', 'b9000']));
    expect(group!.reports).not.toContain('elsewhere');
  });

  it('so a later word finds what it holds against, though it is about clusters', () => {
    const decline: RegroupCommand = { kind: 'decline', report: 'a9000', cluster: 'b' };
    const declined = taught(decline, begun(decline, on));
    const merged = linksOf(merge, begun(merge, on), composeTeaching([declined]));

    expect(composeTeaching([declined]).cannotLink).toHaveLength(1);
    expect(composeTeaching([declined, merged]).cannotLink).toEqual([]);
  });
});

describe('the status', () => {
  const on = (status: ClusterStatus, fields: Partial<Cluster> = {}) => standing({ a: ['1'] }, { a: { status, ...fields } });
  const snooze = (until: string | null, occurrences: number | null): RegroupCommand => ({
    kind: 'snooze',
    cluster: 'a',
    until,
    occurrences,
  });

  it('is snoozed until a time or so many more occurrences, and remembers what it was', () => {
    expect(plan(snooze('2026-11-26T10:00:00Z', 5), on('regressed', { occurrences: 7 })).sets[0]!.facts).toMatchObject({
      ...{ status: 'snoozed', snoozedUntil: '2026-11-26T10:00:00.000Z', snoozedUntilCount: 12, snoozedFrom: 'regressed' },
    });
    expect(code(() => plan(snooze(null, null), on('new')))).toBe('invalid_input');
    expect(code(() => plan(snooze('2026-11-24T10:00:00Z', null), on('new')))).toBe('invalid_input');
    expect(code(() => plan(snooze(null, 5), on('resolved')))).toBe('illegal_transition');
    expect(() => plan(snooze(null, 5), on('resolved'))).toThrow('It is resolved, and cannot be snoozed. Reopen it first.');
  });

  it.each<[ClusterStatus, ClusterStatus]>([
    ['resolved', 'new'],
    ['dismissed', 'new'],
    ['regressed', 'new'],
  ])('is reopened from %s', (from, to) => {
    expect(plan({ kind: 'reopen', cluster: 'a' }, on(from)).sets[0]!.facts.status).toBe(to);
  });

  it('wakes to what it was', () => {
    expect(plan({ kind: 'reopen', cluster: 'a' }, on('snoozed', { snoozedFrom: 'failed' })).sets[0]!.facts).toMatchObject({
      ...{ status: 'failed', snoozedFrom: null },
    });
  });

  it('is not taken from a fix that is at work', () => {
    for (const kind of ['resolve', 'reopen'] as const) expect(code(() => plan({ kind, cluster: 'a' }, on('fixing')))).toBe('fix_running');
    expect(code(() => plan({ kind: 'dismiss', cluster: 'a', reason: 'r' }, on('pr_opened')))).toBe('fix_running');
  });

  it('is put back only while it is what the operation made of it', () => {
    const before = on('failed');
    const command: RegroupCommand = { kind: 'dismiss', cluster: 'a', reason: 'noise' };
    const { effects } = plan(command, before);
    const undo = (status: ClusterStatus) =>
      undoOf({ command, effects: [...effects] }, begun(command, before), new Map([['a', cluster('a', 1, { status })]]));

    expect(undo('dismissed').sets[0]!.facts).toMatchObject({ status: 'failed', dismissedReason: null });
    expect(code(() => undo('new'))).toBe('changed');
  });
});

it('the digest is of what was seen, whatever the order of fields', async () => {
  const on = standing({ a: ['1', '2'], b: ['3'] });
  const digest = await digestOf({ kind: 'merge', into: 'a', from: ['b'] }, on);

  expect(digest).toMatch(/^[0-9a-f]{64}$/);
  expect(await digestOf({ from: ['b'], into: 'a', kind: 'merge' }, on)).toBe(digest);
  expect(await digestOf({ kind: 'merge', into: 'b', from: ['a'] }, on)).not.toBe(digest);
  expect(await digestOf({ kind: 'merge', into: 'a', from: ['b'] }, standing({ a: ['1', '2'], b: ['3', '4'] }))).not.toBe(digest);
  expect(
    await digestOf({ kind: 'merge', into: 'a', from: ['b'] }, standing({ a: ['1', '2'], b: ['3'] }, { b: { locked: true } })),
  ).not.toBe(digest);
});

it('says what was done', () => {
  const titles = { cluster: (id: string) => `“Title of ${id}”`, report: (id: string) => `“Report ${id}”` };

  expect(sentenceOf({ kind: 'merge', into: 'a', from: ['b', 'c'] }, titles)).toBe('Merged 2 clusters into “Title of a”.');
  expect(sentenceOf({ kind: 'snooze', cluster: 'a', until: '2026-11-26T10:00:00Z', occurrences: 1 }, titles)).toBe(
    'Snoozed “Title of a” until 2026-11-26 10:00 UTC or until it happens 1 more time.',
  );
  expect(sentenceOf({ kind: 'accept', report: '1', cluster: 'a' }, titles)).toBe('Joined “Report 1” to “Title of a”.');
  expect(sentenceOf({ kind: 'decline', report: '1', cluster: 'a' }, titles)).toBe('Kept “Report 1” out of “Title of a”.');
  expect(sentenceOf({ kind: 'move', reports: ['1'], to: 'a' }, titles)).toBe('Moved “Report 1” to “Title of a”.');
  expect(sentenceOf({ kind: 'move', reports: ['1', '2'], to: 'a' }, titles)).toBe('Moved 2 reports to “Title of a”.');
  expect(sentenceOf({ kind: 'remove', reports: ['1'] }, titles)).toBe('Removed “Report 1” from its cluster.');
});
