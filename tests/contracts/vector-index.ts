import { randomUUID } from 'node:crypto';
import { beforeAll, describe, expect, it } from 'vitest';
import type { VectorIndex, VectorRecord, VectorSpace } from '#domain/ports/vector-index';
import { tenantScope } from '#domain/project';
import type { TenantScope } from '#domain/project';

const newScope = (): TenantScope => tenantScope({ id: randomUUID(), ownerId: randomUUID() });
const space: VectorSpace = { provider: 'local', model: 'hybrid', dims: 4 };
const record = (id: string, vector: number[], clusterId = ''): VectorRecord => ({
  id,
  vector: Float32Array.from(vector),
  metadata: { title: `Title "of" ${id} 漢字 \0`, source: 'sentry', cluster_id: clusterId, created_at: '2026-11-01T10:00:00.000Z' },
});
const vector = (...values: number[]) => Float32Array.from(values);

/** What every VectorIndex must do. It reads its own writes here; at Upstash they may come later. */
export function vectorIndexContract(name: string, open: () => Promise<VectorIndex>): void {
  describe(`${name} as an index of vectors`, () => {
    let index: VectorIndex;
    beforeAll(async () => {
      index = await open();
    });

    it('answers with cosines, best first, and the cluster of each', async () => {
      const scope = newScope();
      await index.upsert(scope, space, [
        record('same', [2, 0, 0, 0], 'c1'),
        record('near', [1, 1, 0, 0], 'c2'),
        record('across', [0, 0, 3, 0]),
        record('opposite', [-1, 0, 0, 0], 'c3'),
      ]);

      const [matches] = await index.nearest(scope, space, [vector(5, 0, 0, 0)], 10);

      expect(matches!.map(({ id, clusterId }) => [id, clusterId])).toEqual([
        ['same', 'c1'],
        ['near', 'c2'],
        ['across', ''],
        ['opposite', 'c3'],
      ]);
      for (const [i, cosine] of [1, Math.SQRT1_2, 0, -1].entries()) expect(matches![i]!.cosine).toBeCloseTo(cosine, 6);
    });

    it('answers each query in its place, and one query or none as well', async () => {
      const scope = newScope();
      await index.upsert(scope, space, [record('x', [1, 0, 0, 0]), record('y', [0, 1, 0, 0])]);

      const many = await index.nearest(scope, space, [vector(0, 1, 0, 0), vector(1, 0, 0, 0)], 1);
      const one = await index.nearest(scope, space, [vector(0, 1, 0, 0)], 1);
      const none = await index.nearest(scope, space, [], 1);

      expect(many.map((matches) => matches.map(({ id }) => id))).toEqual([['y'], ['x']]);
      expect(one.map((matches) => matches.map(({ id }) => id))).toEqual([['y']]);
      expect(none).toEqual([]);
    });

    it('drops every space but one of a project', async () => {
      const [scope, other] = [newScope(), newScope()];
      const second = { ...space, model: 'hybrid-2' };
      for (const each of [space, second]) for (const one of [scope, other]) await index.upsert(one, each, [record('x', [1, 0, 0, 0])]);

      await index.deleteOtherSpaces(scope, second);

      expect((await index.fetch(scope, space, ['x'])).size).toBe(0);
      expect((await index.fetch(scope, second, ['x'])).size).toBe(1);
      expect((await index.fetch(other, space, ['x'])).size).toBe(1);
    });

    it('gives vectors back by id, of one space, and leaves out what is not there', async () => {
      const scope = newScope();
      await index.upsert(scope, space, [record('x', [1, 0, 0, 0]), record('y', [0, 0.5, 0, 0.5])]);

      const found = await index.fetch(scope, space, ['y', 'gone']);

      expect([...found.keys()]).toEqual(['y']);
      expect(Array.from(found.get('y')!)).toEqual([0, 0.5, 0, 0.5]);
      expect((await index.fetch(scope, { ...space, model: 'another' }, ['x'])).size).toBe(0);
      expect((await index.fetch(newScope(), space, ['x'])).size).toBe(0);
    });

    it('deletes from every space of the project, and passes over what is not there', async () => {
      const [scope, other] = [newScope(), newScope()];
      const second = { ...space, model: 'hybrid-2' };
      for (const each of [space, second]) await index.upsert(scope, each, [record('x', [1, 0, 0, 0]), record('y', [0, 1, 0, 0])]);
      await index.upsert(other, space, [record('x', [1, 0, 0, 0])]);

      await index.delete(scope, ['x', 'nobody']);
      await index.delete(scope, ['x']);
      await index.delete(newScope(), ['x']);
      await index.delete(scope, []);

      const ids = async (of: TenantScope, each = space) => (await index.nearest(of, each, [vector(1, 0, 0, 0)], 9))[0]!.map(({ id }) => id);
      expect([await ids(scope), await ids(scope, second), await ids(other)]).toEqual([['y'], ['y'], ['x']]);
    });

    it('finds nothing where nothing is', async () => {
      const scope = newScope();

      expect(await index.nearest(scope, space, [vector(1, 0, 0, 0)], 5)).toEqual([[]]);
      expect(await index.nearest(scope, space, [vector(1, 0, 0, 0), vector(0, 1, 0, 0)], 5)).toEqual([[], []]);
    });

    it('replaces what is written again', async () => {
      const scope = newScope();
      await index.upsert(scope, space, [record('x', [1, 0, 0, 0], 'old')]);
      await index.upsert(scope, space, [record('x', [0, 1, 0, 0], 'new')]);

      const [matches] = await index.nearest(scope, space, [vector(0, 1, 0, 0)], 5);

      expect(matches).toEqual([{ id: 'x', cosine: expect.closeTo(1, 6) as number, clusterId: 'new' }]);
    });

    it('takes more than one request carries', async () => {
      const scope = newScope();
      const records = Array.from({ length: 450 }, (_, i) => record(`r${i}`, [Math.cos(i / 100), Math.sin(i / 100), 0, 0]));
      const queries = records.slice(0, 230).map((one) => one.vector);

      await index.upsert(scope, space, records);

      const answers = await index.nearest(scope, space, queries, 1);
      expect(answers.map(([best]) => best!.id)).toEqual(records.slice(0, 230).map(({ id }) => id));
    });

    it('never compares across spaces or projects', async () => {
      const [mine, theirs] = [newScope(), newScope()];
      const longer: VectorSpace = { ...space, dims: 8 };
      const sibling: VectorSpace = { ...space, model: 'other/model:1 ?#%' };
      await index.upsert(mine, space, [record('a', [1, 0, 0, 0])]);
      await index.upsert(mine, longer, [record('b', [1, 0, 0, 0, 0, 0, 0, 0])]);
      await index.upsert(mine, sibling, [record('c', [1, 0, 0, 0])]);

      const ids = async (scope: TenantScope, of: VectorSpace) => {
        const [matches] = await index.nearest(scope, of, [new Float32Array(of.dims).fill(1)], 10);
        return matches!.map(({ id }) => id);
      };

      expect([await ids(mine, space), await ids(mine, longer), await ids(mine, sibling)]).toEqual([['a'], ['b'], ['c']]);
      expect(await ids(theirs, space)).toEqual([]);
    });

    it('deletes every space of one project and of no other', async () => {
      const [mine, theirs] = [newScope(), newScope()];
      for (const scope of [mine, theirs]) {
        await index.upsert(scope, space, [record('a', [1, 0, 0, 0])]);
        await index.upsert(scope, { ...space, model: 'second' }, [record('b', [1, 0, 0, 0])]);
      }

      await index.deleteAll(mine);
      await index.deleteAll(mine);

      const found = async (scope: TenantScope, model: string) =>
        (await index.nearest(scope, { ...space, model }, [vector(1, 0, 0, 0)], 5))[0]!.length;
      expect([await found(mine, 'hybrid'), await found(mine, 'second')]).toEqual([0, 0]);
      expect([await found(theirs, 'hybrid'), await found(theirs, 'second')]).toEqual([1, 1]);
    });
  });
}
