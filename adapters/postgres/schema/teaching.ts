import type { GroupingReview, OperationSnapshot } from '#domain/ports/index';
import type { ClusterEffect, Lesson, OperationAspect, OperationState, RegroupCommand } from '#domain/teaching';
import { index, jsonb, pgTable, text, timestamp, uuid } from '../drizzle.ts';
import { projects } from './projects.ts';

const at = (name: string) => timestamp(name, { withTimezone: true });

/** The edit journal: what people did to the grouping, what puts it back, and what it teaches. */
export const regroupOperations = pgTable(
  'regroup_operations',
  {
    id: uuid('id').primaryKey(),
    projectId: uuid('project_id')
      .notNull()
      .references(() => projects.id, { onDelete: 'cascade' }),
    command: jsonb('command').$type<RegroupCommand>().notNull(),
    aspect: text('aspect').$type<OperationAspect>().notNull(),
    /** No reference: who has left still did it. */
    actorId: uuid('actor_id'),
    state: text('state').$type<OperationState>().notNull(),
    digest: text('digest').notNull(),
    effects: jsonb('effects').$type<ClusterEffect[]>().notNull(),
    snapshot: jsonb('snapshot').$type<OperationSnapshot>().notNull(),
    /** Every cluster it touches. */
    clusterIds: text('cluster_ids').array().notNull(),
    links: jsonb('links').$type<Lesson>(),
    error: text('error'),
    at: at('at').notNull(),
    undoableUntil: at('undoable_until').notNull(),
    undoneAt: at('undone_at'),
  },
  (table) => [
    index('regroup_operations_by_time').on(table.projectId, table.at.desc(), table.id.desc()),
    index('regroup_operations_of_cluster').using('gin', table.clusterIds),
  ],
);

/** What looking at a project's grouping has found: ids and numbers. */
export const groupingReviews = pgTable('grouping_reviews', {
  projectId: uuid('project_id')
    .primaryKey()
    .references(() => projects.id, { onDelete: 'cascade' }),
  cleanup: jsonb('cleanup').$type<GroupingReview['cleanup']>(),
  bounds: jsonb('bounds').$type<GroupingReview['bounds']>(),
});
