import type { SyncProgress, SyncTarget, SyncTargets } from '#domain/ports/index';
import type { SourceName } from '#domain/report';
import { and, asc, eq } from './drizzle.ts';
import type { Orm } from './pools.ts';
import { projects } from './schema/projects.ts';
import { syncTargets } from './schema/syncing.ts';

type Row = typeof syncTargets.$inferSelect;

export function createSyncTargets(orm: Orm): SyncTargets {
  const of = (projectId: string, source: SourceName, name: string) =>
    and(eq(syncTargets.projectId, projectId), eq(syncTargets.source, source), eq(syncTargets.name, name));
  const select = (where: ReturnType<typeof and>) =>
    orm
      .select({ target: syncTargets, ownerId: projects.ownerId })
      .from(syncTargets)
      .innerJoin(projects, eq(projects.id, syncTargets.projectId))
      .where(where)
      .orderBy(asc(syncTargets.projectId), asc(syncTargets.createdAt), asc(syncTargets.name))
      .then((rows) => rows.map(({ target, ownerId }) => toTarget(target, ownerId)));

  return {
    async list({ projectId }, source) {
      return select(and(eq(syncTargets.projectId, projectId), source && eq(syncTargets.source, source)));
    },

    async get({ projectId }, source, name) {
      return (await select(of(projectId, source, name)))[0] ?? null;
    },

    async put({ projectId }, { source, kind, name, enabled }) {
      const made = await orm
        .insert(syncTargets)
        .values({ projectId, source, kind, name, enabled })
        .onConflictDoNothing()
        .returning({ name: syncTargets.name });
      if (made.length > 0) return { created: true };
      await orm
        .update(syncTargets)
        .set({ enabled })
        .where(of(projectId, source, name));
      return { created: false };
    },

    async remove({ projectId }, source, name) {
      const gone = await orm
        .delete(syncTargets)
        .where(of(projectId, source, name))
        .returning({ name: syncTargets.name });
      return gone.length > 0;
    },

    async record({ projectId }, source, name, progress) {
      const fields = toFields(progress);
      if (Object.keys(fields).length > 0)
        await orm
          .update(syncTargets)
          .set(fields)
          .where(of(projectId, source, name));
    },

    async enabled(source, name) {
      return select(
        and(eq(syncTargets.enabled, true), eq(syncTargets.source, source), name === undefined ? undefined : eq(syncTargets.name, name)),
      );
    },
  };
}

const iso = (at: Date | null) => at?.toISOString() ?? null;

function toTarget(row: Row, ownerId: string): SyncTarget {
  const { projectId, source, kind, name, enabled, cursor, etag, lastError, lastCounts } = row;
  const times = { watermark: iso(row.watermark), lastRunAt: iso(row.lastRunAt), lastSuccessAt: iso(row.lastSuccessAt) };
  return { projectId, ownerId, source, kind, name, enabled, cursor, etag, lastError, lastCounts, ...times };
}

function toFields({ watermark, lastRunAt, lastSuccessAt, ...others }: SyncProgress): Partial<Row> {
  const times = Object.entries({ watermark, lastRunAt, lastSuccessAt }).flatMap(([name, at]) =>
    at === undefined ? [] : [[name, at === null ? null : new Date(at)] as const],
  );
  return { ...others, ...Object.fromEntries(times) };
}
