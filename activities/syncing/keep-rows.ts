import type { FeedRow } from '#domain/ports/index';
import type { TenantScope } from '#domain/project';
import type { SourceName } from '#domain/report';
import type { SyncingDeps } from './deps.ts';

const encoder = new TextEncoder();

/** Puts rows into a project's inbox. @returns how many of them were not there */
export async function keepRows(deps: SyncingDeps, scope: TenantScope, source: SourceName, rows: readonly FeedRow[]): Promise<number> {
  if (rows.length === 0) return 0;
  const byKey = new Map(rows.map((row) => [row.key, row]));
  const known = await deps.inbox.known(scope, source, [...byKey.keys()]);
  const kept = await Promise.all(
    [...byKey.values()]
      .filter(({ key }) => !known.has(key))
      .map(({ key, eventType, payload }) =>
        deps.inbox.accept(scope, {
          projectId: scope.projectId,
          source,
          deliveryKey: key,
          eventType,
          body: encoder.encode(JSON.stringify(payload)),
          userId: null,
        }),
      ),
  );
  const accepted = kept.filter(({ duplicate }) => !duplicate).length;
  if (kept.length > 0) deps.launcher.wakeIngest(scope.projectId);
  return accepted;
}
