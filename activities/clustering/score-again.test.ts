import { randomUUID } from 'node:crypto';
import { MockActivityEnvironment } from '@temporalio/testing';
import { DefaultLogger } from '@temporalio/worker';
import { afterAll, beforeAll, beforeEach, expect, inject, it } from 'vitest';
import { refusal, startGeminiStandIn, type GeminiStandIn } from '#adapters/gemini/gemini-stand-in';
import { createGeminiEmbedder } from '#adapters/gemini/index';
import { createExtractiveSummarizer } from '#adapters/local-model/summarizer';
import { createLocalEmbedder } from '#adapters/local-model/embedder';
import { createRedisStores } from '#adapters/redis/index';
import { createVectorIndex } from '#adapters/vector/index';
import { SoulcasterError } from '#domain/errors';
import { ProjectSettings, tenantScope, type Project, type TenantScope } from '#domain/project';
import type { Report } from '#domain/report';
import { NO_OTHERS, NOTHING_TAUGHT } from '#tests/clustering-deps';
import { crashWith, reportWith } from '#tests/report-builders';
import { createClusteringActivities, type ClusteringActivities } from './index.ts';

const redis = createRedisStores(inject('redisRest'));
const vectors = createVectorIndex(inject('vectorRest'));
let gemini: GeminiStandIn;
let project: Project;
let scope: TenantScope;

beforeAll(async () => {
  gemini = await startGeminiStandIn();
});
afterAll(() => gemini.stop());
beforeEach(() => {
  project = { id: randomUUID(), ownerId: randomUUID(), name: 'Shop', isSample: false, settings: ProjectSettings.parse({}), createdAt: '' };
  scope = tenantScope(project);
  answers();
});

/** Each text has a direction of its own. */
function answers(): void {
  gemini.onEmbed = ({ requests }) => ({
    body: { embeddings: requests.map(({ content }) => ({ values: directionOf(content.parts[0]!.text) })) },
  });
}
const isAway = () => (gemini.onEmbed = () => refusal(503, 'UNAVAILABLE'));

function directionOf(text: string): number[] {
  const values = Array.from({ length: 768 }, () => 0);
  for (let i = 0; i < text.length; i++) values[(text.charCodeAt(i) * 31 + i * 7) % 768]! += 1;
  return values;
}

function worker(): ClusteringActivities {
  return createClusteringActivities({
    projects: { ...NO_OTHERS, find: async (id) => (id === project.id ? project : null), updateSettings: async () => project },
    ...redis,
    vectors,
    embedder: createGeminiEmbedder({ apiKey: 'a-good-key', model: 'gemini-embedding-2', baseUrl: gemini.url }),
    summarizer: createExtractiveSummarizer(createLocalEmbedder()),
    judge: null,
    ...NOTHING_TAUGHT,
    launcher: { startReembed: async () => ({ workflowId: '' }) },
    changes: { publish: async () => undefined },
    log: { info: () => undefined, warn: () => undefined, error: () => undefined },
  });
}

const within = <T>(call: () => Promise<T>) =>
  new MockActivityEnvironment({}, { logger: new DefaultLogger('ERROR') }).run<[], T, () => Promise<T>>(call);

/** As the workflow does, which goes on without the embedder where it gives up. */
async function run(activities: ClusteringActivities): Promise<{ claimed: number; embedded: number }> {
  const input = { projectId: project.id, runKey: randomUUID() };
  const { claimed } = await activities.claimUnclustered({ ...input, max: 100 });
  let embedded = 0;
  try {
    if (claimed > 0) ({ embedded } = await within(() => activities.embedReports({ ...input, from: 0, to: claimed })));
  } catch (error) {
    if (!(error instanceof SoulcasterError)) throw error;
  }
  if (claimed > 0) {
    await within(() => activities.assignClusters(input));
    if (embedded > 0) await activities.writeVectors(input);
    await activities.persistClusters(input);
  }
  await activities.releaseRun(input);
  return { claimed, embedded };
}

async function receive(...reports: Report[]): Promise<string[]> {
  const incoming = reports.map(({ source, receivedAt, ...report }) => {
    return { reportId: randomUUID(), deliveryId: randomUUID(), source, receivedAt, report };
  });
  await redis.reports.storeBatch(scope, incoming, 10_000);
  return incoming.map((one) => one.reportId);
}
const all = (ids: string[]) => redis.reports.getMany(scope, ids);

const slow = reportWith({ title: 'Search takes ten seconds', body: 'Product search is slow with many products.' });
const crash = crashWith('RangeError', ['streamRows', 'exportCsv']);
const twice = [
  reportWith({ title: 'Customer charged twice', body: 'Clicking Pay twice quickly charges the card two times for one order.' }),
  reportWith({ title: 'Double charge on checkout', body: 'When Pay is clicked again the card is charged twice.' }),
];

it('groups by fingerprint and words while the embedder is away, and again with vectors once it is back', async () => {
  isAway();
  const ids = await receive(slow, crash);
  expect(await run(worker())).toEqual({ claimed: 2, embedded: 0 });
  const [person, machine] = await all(ids);
  expect([person!.clusterId, machine!.clusterId]).not.toContain(null);
  expect([person!.evidence!.awaitsVector, machine!.evidence!.awaitsVector]).toEqual([true, undefined]);
  expect(await redis.clusters.awaitingVectors(scope, 10)).toEqual([ids[0]]);

  const still = worker();
  expect(await run(still)).toEqual({ claimed: 0, embedded: 0 });
  const asked = gemini.embeds.length;
  await run(still);
  expect(gemini.embeds.length).toBe(asked);

  answers();
  expect(await run(worker())).toEqual({ claimed: 1, embedded: 1 });
  const [again, same] = await all(ids);
  expect(again!.clusterId).not.toBeNull();
  expect(again!.evidence!.awaitsVector).toBeUndefined();
  const space = { provider: 'gemini', model: 'gemini-embedding-2', dims: 768 };
  expect((await vectors.fetch(scope, space, ids)).size).toBe(1);
  expect(same!.clusterId).toBe(machine!.clusterId);
  expect(await redis.clusters.awaitingVectors(scope, 10)).toEqual([]);
  expect(await run(worker())).toEqual({ claimed: 0, embedded: 0 });
});

it('leaves a cluster that others joined meanwhile where it is', async () => {
  isAway();
  const ids = await receive(...twice);
  await run(worker());
  const [first, second] = await all(ids);
  expect(second!.clusterId).toBe(first!.clusterId);

  answers();
  expect(await run(worker())).toEqual({ claimed: 1, embedded: 1 });

  const [kept] = await all(ids);
  expect(kept).toMatchObject({ clusterId: first!.clusterId });
  expect(kept!.evidence!.awaitsVector).toBeUndefined();
  expect(await redis.clusters.awaitingVectors(scope, 10)).toEqual([]);
});

it('keeps the wait that the model asks for, and does without it where that is long', async () => {
  const waits = (seconds: string) => {
    gemini.onEmbed = () =>
      refusal(429, 'RESOURCE_EXHAUSTED', [{ '@type': 'type.googleapis.com/google.rpc.RetryInfo', retryDelay: seconds }]);
  };
  await receive(slow);
  const input = { projectId: project.id, runKey: randomUUID() };
  const activities = worker();
  await activities.claimUnclustered({ ...input, max: 10 });
  const embed = () => within(() => activities.embedReports({ ...input, from: 0, to: 1 }));

  waits('7s');
  await expect(embed()).rejects.toMatchObject({ code: 'rate_limited', retryAfterSeconds: 7 });
  waits('90s');
  expect(await embed()).toEqual({ embedded: 0, skipped: 1 });
});
