import { Context } from '@temporalio/activity';
import { NotFoundError } from '#domain/errors';
import type { Feed } from '#domain/ports/index';
import { tenantScope } from '#domain/project';
import type { SourceName } from '#domain/report';
import type { PulledPage } from './contract.ts';
import type { SyncingDeps } from './deps.ts';
import { keepRows } from './keep-rows.ts';
import { notingFailure } from './note-failure.ts';
import { StandingFeed } from './standing-feed.ts';
import { positionOf, progressAfter, walkOf } from './walk.ts';

export const NOT_WANTED: PulledPage = { read: 0, accepted: 0, skipped: 0, more: false, unchanged: false, waitSeconds: 0, off: true };

export async function pullPage(
  deps: SyncingDeps,
  { projectId, source, name }: { projectId: string; source: SourceName; name: string },
): Promise<PulledPage> {
  const project = await deps.projects.find(projectId);
  if (!project) throw new NotFoundError('The project is gone.');
  const scope = tenantScope(project);
  const target = await deps.syncTargets.get(scope, source, name);
  if (!target?.enabled || !(await deps.sourceConfig.get(scope, source)).enabled) return NOT_WANTED;

  return notingFailure(deps, [target], async () => {
    const walk = walkOf(target, new Date());
    const vendor = await deps.feeds.open({ source, kind: target.kind, name, scope, codeHost: project.settings.codeHost });
    const feed = tellsWhatIsClosed(vendor) ? new StandingFeed(vendor, { reports: deps.reports, scope, source }) : vendor;
    const page = await feed.read(positionOf(target, walk), Context.current().cancellationSignal);
    const accepted = await keepRows(deps, scope, source, page.rows);
    await deps.syncTargets.record(scope, source, name, progressAfter(target, walk, page, accepted, new Date()));
    if (!page.more) await deps.changes.publish([{ projectId, kind: 'project', id: projectId }]);
    const { more, unchanged, waitSeconds, skipped } = page;
    return { read: page.rows.length + skipped, accepted, skipped, more, unchanged, waitSeconds, off: false };
  });
}

function tellsWhatIsClosed(feed: Feed): feed is Feed & Required<Pick<Feed, 'closedAmong'>> {
  return feed.closedAmong !== undefined;
}
