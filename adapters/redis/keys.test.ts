import { randomUUID } from 'node:crypto';
import { createClient } from 'redis';
import { afterAll, beforeAll, expect, inject, it } from 'vitest';
import { tenantScope } from '#domain/project';
import { incomingReport, storedCluster, storedEvidence, storedJob, storedPlan } from '#tests/stored';
import { createRedisStores } from './index.ts';
import { projectKeys } from './keys.ts';

const { reports, clusters, jobs } = createRedisStores(inject('redisRest'));
const redis = createClient({ url: inject('redisRest').redisUrl });
beforeAll(async () => void (await redis.connect()));
afterAll(() => redis.destroy());

const scope = tenantScope({ id: randomUUID(), ownerId: randomUUID() });

/** Every key whose name or content names the project. */
async function tracesOf(projectId: string): Promise<string[]> {
  const traces: string[] = [];
  for await (const batch of redis.scanIterator({ COUNT: 1_000 })) {
    for (const key of batch) {
      const dump = key.includes(projectId) ? projectId : await contentOf(key);
      if (dump.includes(projectId)) traces.push(key);
    }
  }
  return traces;
}

async function contentOf(key: string): Promise<string> {
  switch (await redis.type(key)) {
    case 'hash':
      return JSON.stringify(await redis.hGetAll(key));
    case 'set':
      return JSON.stringify(await redis.sMembers(key));
    case 'zset':
      return JSON.stringify(await redis.zRange(key, 0, -1));
    case 'list':
      return JSON.stringify(await redis.lRange(key, 0, -1));
    case 'string':
      return (await redis.get(key)) ?? '';
    default:
      return '';
  }
}

/** Something under every key that a project can have. */
async function fillProject(): Promise<void> {
  const fact = incomingReport();
  const repeat = { ...fact, deliveryId: randomUUID(), report: { ...fact.report, body: 'changed' } };
  const waiting = [incomingReport({ status: 'closed' }, { source: 'github' }), incomingReport({}, { source: 'manual' })];
  const clusterId = randomUUID();
  const runKey = `${scope.projectId}:1`;
  await reports.storeBatch(scope, [fact, repeat], 100);
  await clusters.claimUnclustered(scope, runKey, 10);
  const suggestions = [{ clusterId: 'other', score: 0.3, band: 'suggest' as const, evidence: storedEvidence() }];
  const decisions = [{ reportId: fact.reportId, clusterId, opened: true, evidence: storedEvidence(), suggestions }];
  await clusters.announceRun(scope, `${scope.projectId}:2`);
  await clusters.announceRun(scope, `${scope.projectId}:3`);
  await clusters.claimUnclustered(scope, `${scope.projectId}:3`, 10);
  await clusters.beginReembed(scope, 'local/another/768', 1);
  await clusters.putDecisions(scope, runKey, decisions);
  await clusters.putVectors(scope, runKey, new Map([[fact.reportId, new Float32Array(4)]]));
  await clusters.applyDecisions(scope, runKey);
  await clusters.save(scope, storedCluster(scope.projectId, { id: clusterId }));
  await reports.storeBatch(scope, waiting, 100);
  const job = storedJob(scope.projectId, clusterId, { branch: 'fix/a' });
  await jobs.reserveQuota(scope.ownerId, job.id, 5);
  await jobs.create(scope, job);
  await jobs.putPlan(scope, job.id, storedPlan());
  await jobs.putDiff(scope, job.id, 'diff');
  await jobs.appendLog(scope, job.id, [{ at: new Date().toISOString(), stream: 'system', text: 'x' }], 0);
}

it('leaves no key and no value of a deleted project behind', async () => {
  await fillProject();
  const before = await tracesOf(scope.projectId);

  await reports.deleteAll(scope);
  await clusters.deleteAll(scope);
  await jobs.deleteAll(scope);

  expect(before.length).toBeGreaterThanOrEqual(28);
  expect(await tracesOf(scope.projectId)).toEqual([]);
});

it('has the project in every key but the counts of its owner', async () => {
  await fillProject();

  const foreign = (await tracesOf(scope.projectId)).filter((key) => !key.includes(scope.projectId));

  expect(foreign).toEqual([`quota:feedback:${scope.ownerId}`]);
});

it('never builds one key for two things', () => {
  const keys = projectKeys('p');

  expect(keys.report('a:deliveries')).not.toBe(keys.reportDeliveries('a'));
  expect(keys.report('a:b')).not.toBe(keys.report('a%3Ab'));
  expect(projectKeys('p:q').report('r')).not.toBe(projectKeys('p').report('q:r'));
});

it('gives what a killed run had claimed to the next one once its lease is over', async () => {
  const own = tenantScope({ id: randomUUID(), ownerId: randomUUID() });
  const [first, second] = [incomingReport(), incomingReport()];
  await reports.storeBatch(own, [first, second], 100);
  await clusters.claimUnclustered(own, 'killed', 1);
  await clusters.claimUnclustered(own, 'alive', 1);

  // As if an hour had passed for the one and not for the other.
  await redis.zAdd(projectKeys(own.projectId).runs, { score: Date.now() - 1, value: 'killed' });

  expect(await reports.countUnclustered(own)).toBe(2);
  expect(await clusters.claimUnclustered(own, 'next', 10)).toBe(1);
  expect(await clusters.claimed(own, 'killed')).toEqual([]);
  expect(new Set([...(await clusters.claimed(own, 'next')), ...(await clusters.claimed(own, 'alive'))])).toEqual(
    new Set([first.reportId, second.reportId]),
  );
});

it('lets what a run puts down go by itself', async () => {
  const own = tenantScope({ id: randomUUID(), ownerId: randomUUID() });
  await clusters.putVectors(own, 'r', new Map([['x', new Float32Array(2)]]));
  await clusters.putDecisions(own, 'r', [{ reportId: 'x', clusterId: 'c', opened: true, evidence: storedEvidence() }]);

  const keys = projectKeys(own.projectId);
  const lives = await Promise.all([keys.runVectors('r'), keys.runDecisions('r')].map((key) => redis.pTTL(key)));

  for (const lifeMs of lives) expect(lifeMs).toBeGreaterThan(3_500_000);
});

it('says which document is broken, and nothing of what is in it', async () => {
  const own = tenantScope({ id: randomUUID(), ownerId: randomUUID() });
  const incoming = incomingReport();
  await reports.storeBatch(own, [incoming], 100);
  await redis.hSet(projectKeys(own.projectId).report(incoming.reportId), 'rest', '{"kind":"a secret of mine"}');

  const error = await reports.get(own, incoming.reportId).catch((thrown: unknown) => thrown);

  expect(error).toMatchObject({ code: 'internal', details: { reportId: incoming.reportId } });
  expect(JSON.stringify(error) + String(error)).not.toContain('secret');
});
