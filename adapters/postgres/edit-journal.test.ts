import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { OperationSnapshot } from '#domain/ports/index';
import type { TenantScope } from '#domain/project';
import type { Lesson, RegroupCommand, RegroupOperation, Side } from '#domain/teaching';
import { startTestPostgres, type TestPostgres } from '#tests/postgres-stores';

let test: TestPostgres;
beforeAll(async () => {
  test = await startTestPostgres();
});
afterAll(() => test.stop());

const lock = (cluster: string): RegroupCommand => ({ kind: 'lock', cluster, locked: true });
const FACTS = {
  status: 'new',
  createdAt: '2026-11-25T10:00:00.000Z',
  locked: false,
  words: null,
  snoozedUntil: null,
  snoozedUntilCount: null,
  snoozedFrom: null,
  dismissedReason: null,
  pullRequestUrl: null,
  pullRequestNumber: null,
  errorMessage: null,
  jobId: null,
} as const;
const NO_LESSON: Lesson = { mustLink: [], cannotLink: [], merged: [], left: [] };
const side = (...reports: string[]): Side => ({ reports, clusters: [] });
const snapshotOf = (clusters: Record<string, string[]>): OperationSnapshot => ({
  clusters: Object.entries(clusters).map(([clusterId, members]) => ({ clusterId, facts: FACTS, members })),
  ...{ opens: null, moves: [], drops: [], sets: [] },
});

let minute = 0;
function operation({ projectId }: TenantScope, command: RegroupCommand, fields: Partial<RegroupOperation> = {}): RegroupOperation {
  const at = new Date(Date.UTC(2026, 10, 25, 10, minute++)).toISOString();
  return {
    ...{ id: randomUUID(), projectId, command, actorId: randomUUID(), state: 'applied', digest: 'd', effects: [], error: null },
    ...{ at, undoableUntil: new Date(Date.parse(at) + 86_400_000).toISOString(), undoneAt: null },
    ...fields,
  };
}

describe('the edit journal', () => {
  it('keeps what was done and what puts it back, for its own project alone', async () => {
    const { scope } = await test.project();
    const { scope: other } = await test.project();
    const journal = test.stores.editJournal;
    const one = operation(scope, lock('c1'));
    const snapshot = snapshotOf({ c1: ['r1', 'r2'] });

    await journal.begin(scope, one, snapshot);
    await journal.begin(scope, one, snapshot);

    expect(await journal.get(scope, one.id)).toEqual({ operation: one, snapshot });
    expect(await journal.get(other, one.id)).toBeNull();
    expect((await journal.list(scope, { limit: 10 })).total).toBe(1);
  });

  it('refuses another command with an id that is taken', async () => {
    const { scope } = await test.project();
    const one = operation(scope, lock('c1'));
    await test.stores.editJournal.begin(scope, one, snapshotOf({ c1: [] }));

    await expect(test.stores.editJournal.begin(scope, { ...one, command: lock('c2') }, snapshotOf({ c2: [] }))).rejects.toMatchObject({
      httpStatus: 409,
    });
  });

  it('lists newest first, page by page, and those of one cluster', async () => {
    const { scope } = await test.project();
    const journal = test.stores.editJournal;
    const made = ['c1', 'c2', 'c1', 'c3', 'c1'].map((cluster) => operation(scope, lock(cluster)));
    for (const one of made) await journal.begin(scope, one, snapshotOf({ [(one.command as { cluster: string }).cluster]: [] }));

    const first = await journal.list(scope, { limit: 3 });
    const second = await journal.list(scope, { limit: 3, cursor: first.nextCursor! });
    const ofOne = await journal.list(scope, { limit: 10, clusterId: 'c1' });

    expect([...first.items, ...second.items].map(({ id }) => id)).toEqual(made.map(({ id }) => id).toReversed());
    expect([first.total, second.nextCursor]).toEqual([5, null]);
    expect(ofOne.items.map(({ id }) => id)).toEqual([made[4]!.id, made[2]!.id, made[0]!.id]);
    await expect(journal.list(scope, { limit: 1, cursor: 'nonsense' })).rejects.toMatchObject({ code: 'invalid_input' });
  });

  it('knows which operations later ones stand on: of the same aspect, on the same cluster, not undone', async () => {
    const { scope } = await test.project();
    const journal = test.stores.editJournal;
    const [first, ofOther, undone, last] = [lock('c1'), lock('c2'), lock('c1'), lock('c2')].map((command) => operation(scope, command));
    const renamed = operation(scope, { kind: 'rename', cluster: 'c1', title: 'T' });
    for (const one of [first!, ofOther!, undone!, last!, renamed])
      await journal.begin(scope, one, snapshotOf({ [(one.command as { cluster: string }).cluster]: [] }));
    const ids = [first!, ofOther!, last!, renamed].map(({ id }) => id);

    expect(await journal.stoodUpon(scope, ids)).toEqual(new Set([first!.id, ofOther!.id]));
    await journal.update(scope, undone!.id, { state: 'undone', undoneAt: '2026-11-25T11:00:00.000Z' });

    expect(await journal.stoodUpon(scope, ids)).toEqual(new Set([ofOther!.id]));
  });

  it('teaches what operations in force say, the later word over the earlier one', async () => {
    const { scope } = await test.project();
    const journal = test.stores.editJournal;
    const merge = operation(scope, { kind: 'merge', into: 'c1', from: ['c2'] });
    const split = operation(scope, { kind: 'split', cluster: 'c1', reports: [randomUUID()] });
    for (const one of [merge, split]) await journal.begin(scope, one, snapshotOf({ c1: ['a', 'b', 'c'] }));
    await journal.putLinks(scope, merge.id, { ...NO_LESSON, mustLink: [side('a', 'b', 'c')] });
    await journal.putLinks(scope, split.id, { ...NO_LESSON, cannotLink: [{ a: side('a'), b: side('b', 'c') }] });

    expect(await journal.teaching(scope)).toEqual({ mustLink: [side('b', 'c')], cannotLink: [{ a: side('a'), b: side('b', 'c') }] });
    await journal.update(scope, split.id, { state: 'undone' });

    expect(await journal.teaching(scope)).toEqual({ mustLink: [side('a', 'b', 'c')], cannotLink: [] });
  });

  it('goes on with what earlier versions kept, which named reports alone', async () => {
    const { scope } = await test.project();
    const one = operation(scope, lock('c1'));
    await test.stores.editJournal.begin(scope, one, snapshotOf({ c1: [] }));
    const before = { mustLink: [['a', 'b']], cannotLink: [{ a: ['a'], b: ['c'] }] };
    await test.query('update regroup_operations set links = $2 where id = $1', [one.id, JSON.stringify(before)]);

    const migration = readFileSync(new URL('./migrations/0004_teaching_by_cluster.sql', import.meta.url), 'utf8');
    await test.query(migration);
    await test.query(migration);

    expect(await test.stores.editJournal.teaching(scope)).toEqual({
      mustLink: [side('a', 'b')],
      cannotLink: [{ a: side('a'), b: side('c') }],
    });
  });

  it('forgets a report: from snapshots and links, with the titles beside it', async () => {
    const { scope } = await test.project();
    const journal = test.stores.editJournal;
    const [kept, gone] = [randomUUID(), randomUUID()];
    const effects = [{ clusterId: 'c1', title: 'What the reporter wrote', before: null, after: { reports: 2, status: 'new' } }];
    const one = operation(scope, lock('c1'), { effects });
    await journal.begin(scope, one, snapshotOf({ c1: [kept, gone] }));
    await journal.putLinks(scope, one.id, {
      mustLink: [side(kept, gone)],
      cannotLink: [{ a: side(gone), b: side(kept) }],
      merged: [],
      left: [{ cluster: 'c0', reports: [gone], opens: null }],
    });

    const other = operation(scope, { kind: 'rename', cluster: 'c2', title: 'Not What the reporter wrote' });
    await journal.begin(scope, other, snapshotOf({ c2: [] }));

    await journal.forget(scope, [gone], (text) => text.replace('What the reporter wrote', '[erased]'));

    const found = (await journal.get(scope, one.id))!;
    expect(found.snapshot.clusters[0]!.members).toEqual([kept]);
    expect(found.operation.effects[0]!.title).toBe('');
    expect((await journal.get(scope, other.id))!.operation).toMatchObject({ command: { title: 'Not [erased]' }, state: 'applied' });
    expect(await journal.teaching(scope)).toEqual({ mustLink: [], cannotLink: [] });
  });
});
