import type { GroupingReviews } from '#domain/ports/index';
import { eq } from './drizzle.ts';
import type { Orm } from './pools.ts';
import { groupingReviews } from './schema/teaching.ts';

export function createGroupingReviews(orm: Orm): GroupingReviews {
  return {
    async get({ projectId }) {
      const [row] = await orm.select().from(groupingReviews).where(eq(groupingReviews.projectId, projectId));
      return { cleanup: row?.cleanup ?? null, bounds: row?.bounds ?? null };
    },

    async put({ projectId }, review) {
      await orm
        .insert(groupingReviews)
        .values({ projectId, ...review })
        .onConflictDoUpdate({ target: groupingReviews.projectId, set: review });
    },
  };
}
