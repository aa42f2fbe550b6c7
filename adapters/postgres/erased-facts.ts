import type { ErasedFacts } from '#domain/ports/index';
import { and, eq, inArray } from './drizzle.ts';
import type { Orm } from './pools.ts';
import { erasedFacts } from './schema/inbox.ts';

export function createErasedFacts(orm: Orm): ErasedFacts {
  return {
    async add({ projectId }, reportIds) {
      if (reportIds.length === 0) return;
      const rows = reportIds.map((reportId) => ({ projectId, reportId }));
      await orm.insert(erasedFacts).values(rows).onConflictDoNothing();
    },

    async among({ projectId }, reportIds) {
      if (reportIds.length === 0) return new Set();
      const mine = and(eq(erasedFacts.projectId, projectId), inArray(erasedFacts.reportId, [...reportIds]));
      const rows = await orm.select({ reportId: erasedFacts.reportId }).from(erasedFacts).where(mine);
      return new Set(rows.map(({ reportId }) => reportId));
    },
  };
}
