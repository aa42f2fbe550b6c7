import { Context } from '@temporalio/activity';
import { ConflictError } from '#domain/errors';
import { spaceName } from '#domain/ports/index';
import type { ClusteringDeps } from './deps.ts';
import { openProject } from './open-project.ts';

/** See ReembedActivities.beginReembed. */
export async function beginReembed(deps: ClusteringDeps, { projectId }: { projectId: string }): Promise<{ total: number }> {
  const { scope } = await openProject(deps.projects, projectId);
  const { total } = await deps.reports.list(scope, { limit: 1 });
  await deps.clusters.beginReembed(scope, spaceName(deps.embedder.space), total);
  return { total };
}

/** See ReembedActivities.reembedChunk. */
export async function reembedChunk(
  deps: ClusteringDeps,
  { projectId, space, cursor, max }: { projectId: string; space: string; cursor: string | null; max: number },
): Promise<{ embedded: number; cursor: string | null }> {
  const { scope } = await openProject(deps.projects, projectId);
  if (spaceName(deps.embedder.space) !== space) {
    await deps.clusters.endReembed(scope, space, 'failed');
    throw new ConflictError('The embedder fills another space now.', { code: 'space_changed', details: { space } });
  }
  const page = await deps.reports.list(scope, { limit: max, ...(cursor !== null && { cursor }) });
  const there = await deps.vectors.fetch(
    scope,
    deps.embedder.space,
    page.items.map(({ id }) => id),
  );
  const missing = page.items.filter(({ id }) => !there.has(id));
  if (missing.length > 0) {
    const vectors = await deps.embedder.embed(missing, Context.current().cancellationSignal);
    await deps.vectors.upsert(
      scope,
      deps.embedder.space,
      missing.map((report, i) => ({
        id: report.id,
        vector: vectors[i]!,
        metadata: { title: report.title, source: report.source, cluster_id: report.clusterId ?? '', created_at: report.occurredAt },
      })),
    );
    // Whoever erases a report does that first and deletes its vector then: either it is gone here, or the vector goes after this.
    const present = new Set(
      (
        await deps.reports.getMany(
          scope,
          missing.map(({ id }) => id),
        )
      ).map(({ id }) => id),
    );
    await deps.vectors.delete(
      scope,
      missing.flatMap(({ id }) => (present.has(id) ? [] : [id])),
    );
  }
  await deps.clusters.advanceReembed(scope, space, { after: cursor, embedded: page.items.length });
  return { embedded: page.items.length, cursor: page.nextCursor };
}

/** See ReembedActivities.switchSpace. */
export async function switchSpace(
  deps: ClusteringDeps,
  { projectId, space }: { projectId: string; space: string },
): Promise<{ switched: boolean }> {
  const { scope } = await openProject(deps.projects, projectId);
  const switched = spaceName(deps.embedder.space) === space;
  if (!switched) {
    await deps.clusters.endReembed(scope, space, 'failed');
    return { switched };
  }
  await deps.projects.updateSettings(scope, { vectorSpace: space });
  await deps.vectors.deleteOtherSpaces(scope, deps.embedder.space);
  await deps.clusters.endReembed(scope, space, 'succeeded');
  return { switched };
}
