import { Context } from '@temporalio/activity';
import type { FeedPage, SyncTarget } from '#domain/ports/index';
import { tenantScope } from '#domain/project';
import type { PulledPage } from './contract.ts';
import type { SyncingDeps } from './deps.ts';
import { keepRows } from './keep-rows.ts';
import { notingFailure } from './note-failure.ts';
import { NOT_WANTED } from './pull-page.ts';
import { positionOf, progressAfter, walkOf } from './walk.ts';

export async function pollSubreddit(deps: SyncingDeps, { subreddit }: { subreddit: string }): Promise<PulledPage> {
  const targets = await wanted(deps, await deps.syncTargets.enabled('reddit', subreddit));
  // Who was polled last knows what to look at again; who was added since goes on from there.
  const leader = [...targets].sort((a, b) => (b.lastRunAt ?? '').localeCompare(a.lastRunAt ?? '')).find(({ cursor }) => cursor !== null);
  const first = leader ?? targets[0];
  if (!first) return NOT_WANTED;

  return notingFailure(deps, targets, async () => {
    const position = positionOf(first, walkOf(first, new Date()));
    const page = await deps.feeds.openSubreddit(subreddit).read(position, Context.current().cancellationSignal);
    const accepted = await Promise.all(targets.map((target) => keepFor(deps, target, page)));
    const { more, waitSeconds, skipped } = page;
    return { read: page.rows.length + skipped, accepted: Math.max(...accepted), skipped, more, unchanged: false, waitSeconds, off: false };
  });
}

async function wanted({ sourceConfig }: SyncingDeps, targets: SyncTarget[]): Promise<SyncTarget[]> {
  const settings = await Promise.all(
    targets.map(({ projectId, ownerId }) => sourceConfig.get(tenantScope({ id: projectId, ownerId }), 'reddit')),
  );
  return targets.filter((_, i) => settings[i]?.enabled);
}

async function keepFor(deps: SyncingDeps, target: SyncTarget, page: FeedPage): Promise<number> {
  const scope = tenantScope({ id: target.projectId, ownerId: target.ownerId });
  const now = new Date();
  const accepted = await keepRows(deps, scope, 'reddit', page.rows);
  await deps.syncTargets.record(scope, 'reddit', target.name, progressAfter(target, walkOf(target, now), page, accepted, now));
  if (!page.more) await deps.changes.publish([{ projectId: target.projectId, kind: 'project', id: target.projectId }]);
  return accepted;
}
