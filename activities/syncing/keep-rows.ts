import { reportId } from '#domain/ids';
import type { FeedRow } from '#domain/ports/index';
import type { TenantScope } from '#domain/project';
import type { SourceName } from '#domain/report';
import type { SyncingDeps } from './deps.ts';

const encoder = new TextEncoder();

/** Puts rows into a project's inbox. @returns how many of them were not there */
export async function keepRows(deps: SyncingDeps, scope: TenantScope, source: SourceName, rows: readonly FeedRow[]): Promise<number> {
  const wanted = await ofKnownFacts(deps, scope, source, rows);
  if (wanted.length === 0) return 0;
  const byKey = new Map(wanted.map((row) => [row.key, row]));
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

async function ofKnownFacts(
  { reports, inbox }: Pick<SyncingDeps, 'reports' | 'inbox'>,
  scope: TenantScope,
  source: SourceName,
  rows: readonly FeedRow[],
): Promise<readonly FeedRow[]> {
  const factOf = ({ onlyIfKnown }: FeedRow) => (onlyIfKnown === undefined ? null : reportId(scope.projectId, source, onlyIfKnown));
  const facts = [...new Set(rows.flatMap((row) => factOf(row) ?? []))];
  if (facts.length === 0) return rows;
  const [stored, parked] = await Promise.all([reports.known(scope, facts), inbox.parkedAmong(scope, facts)]);
  return rows.filter((row) => {
    const fact = factOf(row);
    return fact === null || stored.has(fact) || parked.has(fact);
  });
}
