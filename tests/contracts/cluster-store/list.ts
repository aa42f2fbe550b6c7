import { randomUUID } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import type { Cluster } from '#domain/cluster';
import { InvalidInputError } from '#domain/errors';
import type { ClusterQuery } from '#domain/ports/cluster-store';
import type { TenantScope } from '#domain/project';
import { storedCluster } from '../../stored.ts';
import { isoMinute, newScope } from './stage.ts';
import type { ClusterStage } from './stage.ts';

/** Lists of clusters. */
export function describeList({ clusters }: ClusterStage): void {
  describe('the list', () => {
    const titles = async (scope: TenantScope, query: Partial<ClusterQuery>) => {
      const { items, total } = await clusters.list(scope, { limit: 50, sort: 'impact', ...query });
      expect(total).toBe(items.length);
      return items.map(({ title }) => title);
    };
    async function several(scope: TenantScope, make: [title: string, fields: Partial<Cluster>][]) {
      for (const [title, fields] of make) await clusters.save(scope, storedCluster(scope.projectId, { title, summary: '', ...fields }));
    }

    it('sorts by impact, last seen, first seen and reports, highest first', async () => {
      const scope = newScope();
      const severity = (score: number) => ({ level: 'P2' as const, score, parts: [] });
      await several(scope, [
        ['a', { severity: severity(10.5), lastSeenAt: isoMinute(3), firstSeenAt: isoMinute(1), reportCount: 2 }],
        ['b', { severity: severity(10.25), lastSeenAt: isoMinute(9), firstSeenAt: isoMinute(2), reportCount: 9 }],
        ['c', { severity: severity(90), lastSeenAt: isoMinute(1), firstSeenAt: isoMinute(0), reportCount: 10 }],
      ]);

      expect(await titles(scope, { sort: 'impact' })).toEqual(['c', 'a', 'b']);
      expect(await titles(scope, { sort: 'last_seen' })).toEqual(['b', 'a', 'c']);
      expect(await titles(scope, { sort: 'first_seen' })).toEqual(['b', 'a', 'c']);
      expect(await titles(scope, { sort: 'reports' })).toEqual(['c', 'b', 'a']);
    });

    it('filters by status, severity, source and words, all together', async () => {
      const scope = newScope();
      const p = (level: 'P1' | 'P2' | 'P3', score: number) => ({ level, score, parts: [] });
      const failedId = randomUUID();
      await several(scope, [
        ['CSV Export FÄILS', { summary: 'Größe falsch', severity: p('P1', 9), sources: { sentry: 1 } }],
        ['Cart total wrong', { severity: p('P2', 8), sources: { github: 2, manual: 1 }, status: 'fixing' }],
        ['Invoice export', { severity: p('P3', 7), sources: { manual: 1 }, status: 'failed', id: failedId }],
      ]);

      expect(await titles(scope, { status: ['new'] })).toEqual(['CSV Export FÄILS']);
      expect(await titles(scope, { status: ['new', 'fixing'] })).toHaveLength(2);
      expect(await titles(scope, { status: [] })).toEqual([]);
      expect(await titles(scope, { status: [], alsoIds: [failedId, randomUUID()] })).toEqual(['Invoice export']);
      expect(await titles(scope, { status: ['new'], alsoIds: [failedId], severity: ['P3'] })).toEqual(['Invoice export']);
      expect(await titles(scope, { severity: ['P1', 'P3'] })).toHaveLength(2);
      expect(await titles(scope, { source: ['manual'] })).toEqual(['Cart total wrong', 'Invoice export']);
      expect(await titles(scope, { source: ['sentry', 'github'] })).toHaveLength(2);
      expect(await titles(scope, { text: 'export' })).toEqual(['CSV Export FÄILS', 'Invoice export']);
      expect(await titles(scope, { text: '  EXPORT   fäils ' })).toEqual(['CSV Export FÄILS']);
      expect(await titles(scope, { text: 'grösse' })).toEqual([]);
      expect(await titles(scope, { text: 'größe' })).toEqual(['CSV Export FÄILS']);
      expect(await titles(scope, { text: '%a+ .* [' })).toEqual([]);
      expect(await titles(scope, { text: '\ud83d \0' })).toEqual([]);
      expect(await clusters.countByStatus(scope)).toEqual({ new: 1, fixing: 1, failed: 1 });
    });

    it('pages without a gap or a repeat, also where many are equal', async () => {
      const scope = newScope();
      const ids = Array.from({ length: 23 }, () => randomUUID());
      for (const id of ids) await clusters.save(scope, storedCluster(scope.projectId, { id }));

      const seen: string[] = [];
      let cursor: string | undefined;
      do {
        const page = await clusters.list(scope, { limit: 5, sort: 'reports', cursor });
        expect(page.total).toBeGreaterThanOrEqual(23);
        seen.push(...page.items.map(({ id }) => id));
        cursor = page.nextCursor ?? undefined;
        await clusters.save(scope, storedCluster(scope.projectId, { reportCount: 50 }));
      } while (cursor);

      expect(seen.toSorted()).toEqual(ids.toSorted());
    });

    it('refuses a cursor of another order', async () => {
      const scope = newScope();
      for (let i = 0; i < 3; i++) await clusters.save(scope, storedCluster(scope.projectId));
      const { nextCursor } = await clusters.list(scope, { limit: 2, sort: 'impact' });

      const wrong = clusters.list(scope, { limit: 2, sort: 'reports', cursor: nextCursor! });

      await expect(wrong).rejects.toThrow(InvalidInputError);
    });
  });
}
