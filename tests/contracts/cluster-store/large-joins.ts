import { randomUUID } from 'node:crypto';
import { beforeEach, describe, expect, it } from 'vitest';
import type { ClusterStore } from '#domain/ports/cluster-store';
import type { IncomingReport } from '#domain/ports/report-store';
import type { TenantScope } from '#domain/project';
import { incomingReport } from '../../stored.ts';
import { decision, isoMinute as at, newScope } from './stage.ts';
import type { ClusterStage } from './stage.ts';

const AT_ONCE = 280;
const MEMBERS = 4 * AT_ONCE;

/** A run that brings reports into a cluster that is too large to be counted in one step. */
export function describeLargeJoins(
  { clusters, stored, grouped }: ClusterStage,
  cutOffAfter: (calls: number) => Promise<ClusterStore>,
): void {
  describe('a run that joins reports to a large cluster', () => {
    let scope: TenantScope;
    beforeEach(async () => {
      scope = newScope();
      for (let done = 0; done < MEMBERS; done += AT_ONCE) {
        const some = Array.from({ length: AT_ONCE }, (_, i) =>
          incomingReport({ author: `person-${i % 100}`, level: 'warning', occurredAt: at(10) }, { receivedAt: at(10) }),
        );
        await grouped(scope, some, 'large', done === 0);
      }
      await clusters.recount(scope, ['large']);
    });

    async function decided(joining: IncomingReport[]): Promise<string> {
      const runKey = randomUUID();
      await stored(scope, joining);
      await clusters.claimUnclustered(scope, runKey, 10);
      await clusters.putDecisions(
        scope,
        runKey,
        joining.map((report) => decision(report, 'large', false)),
      );
      return runKey;
    }
    const figures = async () => (await clusters.get(scope, 'large'))!;
    const twoMore = () => [
      incomingReport({ author: 'person-1', level: 'fatal', occurredAt: at(5) }, { receivedAt: at(30) }),
      incomingReport({ author: 'somebody-else', level: 'info', occurredAt: at(20) }, { receivedAt: at(31), source: 'posthog' }),
    ];
    const whole = {
      ...{ reportCount: MEMBERS + 2, occurrences: MEMBERS + 2, worstLevel: 'fatal', firstSeenAt: at(5), lastSeenAt: at(20) },
      sources: { sentry: MEMBERS + 1, posthog: 1 },
    };

    it('counts what a count of all its members says', async () => {
      await clusters.applyDecisions(scope, await decided(twoMore()));

      const counted = await figures();
      expect(counted).toMatchObject({ ...whole, peopleCount: 101 });
      await clusters.recount(scope, ['large']);
      expect(await figures()).toEqual({ ...counted, updatedAt: expect.any(String) });
    });

    it('counts what nobody wrote without looking at the others', async () => {
      const runKey = await decided([incomingReport({ author: null, level: null, occurredAt: at(12) }, { receivedAt: at(30) })]);

      // What was decided, the script, the note of the run: not one call more.
      await (await cutOffAfter(4)).applyDecisions(scope, runKey);

      const more = { reportCount: MEMBERS + 1, occurrences: MEMBERS + 1, peopleCount: 100, worstLevel: 'warning' };
      expect(await figures()).toMatchObject({ ...more, sources: { sentry: MEMBERS + 1 }, firstSeenAt: at(10), lastSeenAt: at(12) });
    });

    it.each([2, 3, 4])(
      'that is cut off after its call %i has counted everything but new people, which the next attempt counts',
      async (calls) => {
        const runKey = await decided(twoMore());

        await expect((await cutOffAfter(calls)).applyDecisions(scope, runKey)).rejects.toThrow();

        expect(await figures()).toMatchObject({ ...whole, peopleCount: 100 });
        expect(await clusters.applyDecisions(scope, runKey)).toMatchObject({ joined: 2 });
        expect(await figures()).toMatchObject({ ...whole, peopleCount: 101 });
      },
    );
  });
}
