import { randomUUID } from 'node:crypto';
import { expect, it } from 'vitest';
import type { ClusterStatus } from '#domain/cluster';
import { incomingReport } from '../../stored.ts';
import { minutesAgo, newScope } from './stage.ts';
import type { ClusterStage } from './stage.ts';

/** Repeats and trends, and what goes with a project. */
export function describeCounts({ clusters, reports, stored, grouped }: ClusterStage): void {
  it('counts a repeated fact in its cluster, and shows when', async () => {
    const scope = newScope();
    const before = minutesAgo(90);
    const fact = incomingReport({ occurredAt: before }, { receivedAt: before });
    const id = await grouped(scope, [fact]);
    const repeat = {
      ...fact,
      deliveryId: randomUUID(),
      receivedAt: minutesAgo(0),
      report: { ...fact.report, occurredAt: minutesAgo(0) },
    };

    await stored(scope, [repeat]);
    await stored(scope, [repeat]);

    const cluster = (await clusters.get(scope, id))!;
    expect(cluster).toMatchObject({ reportCount: 1, occurrences: 2, firstSeenAt: fact.receivedAt, lastSeenAt: repeat.receivedAt });
    expect(cluster.trend24h.at(-1)).toBe(1);
    expect(cluster.trend24h.reduce((sum, count) => sum + count)).toBe(2);
    expect(cluster.trend14d.reduce((sum, count) => sum + count)).toBe(2);
  });

  it('lets the trend move on by itself and forgets what is older than the chart', async () => {
    const scope = newScope();
    const hour = 60;
    const id = await grouped(
      scope,
      [0, 2 * hour, 30 * hour, 20 * 24 * hour].map((minutes) => incomingReport({ occurredAt: minutesAgo(minutes) })),
    );

    const { trend24h, trend14d } = (await clusters.get(scope, id))!;

    expect(trend24h).toHaveLength(24);
    expect(trend14d).toHaveLength(14);
    expect(trend24h.reduce((sum, count) => sum + count)).toBe(2);
    expect(trend24h.at(-3)).toBe(1);
    expect(trend14d.reduce((sum, count) => sum + count)).toBe(3);
  });

  it('has nothing left of a deleted project', async () => {
    const scope = newScope();
    const id = await grouped(scope, [incomingReport()]);

    await clusters.deleteAll(scope);
    await reports.deleteAll(scope);

    expect(await clusters.get(scope, id)).toBeNull();
    expect(await clusters.members(scope, id)).toEqual([]);
    const counts: Partial<Record<ClusterStatus, number>> = await clusters.countByStatus(scope);
    expect(counts).toEqual({});
  });
}
