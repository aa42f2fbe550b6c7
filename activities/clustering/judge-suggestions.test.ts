import { randomUUID } from 'node:crypto';
import { MockActivityEnvironment } from '@temporalio/testing';
import { DefaultLogger } from '@temporalio/worker';
import { afterAll, beforeAll, beforeEach, expect, inject, it } from 'vitest';
import { refusal, said, startGeminiStandIn, type GeminiStandIn } from '#adapters/gemini/gemini-stand-in';
import { createGeminiJudge } from '#adapters/gemini/index';
import { createRedisStores } from '#adapters/redis/index';
import type { ChangeEvent } from '#domain/events';
import type { Suggestion } from '#domain/report';
import { ProjectSettings, tenantScope, type Project, type TenantScope } from '#domain/project';
import { incomingReport, storedCluster } from '#tests/stored';
import { evidenceWith } from '#tests/report-builders';
import { Judging } from './judge-suggestions.ts';

const { reports, clusters } = createRedisStores(inject('redisRest'));
let gemini: GeminiStandIn;
let project: Project;
let scope: TenantScope;
let published: ChangeEvent[];
let told: string[];

beforeAll(async () => {
  gemini = await startGeminiStandIn();
});
afterAll(() => gemini.stop());
beforeEach(() => {
  project = { id: randomUUID(), ownerId: randomUUID(), name: 'Shop', isSample: false, settings: ProjectSettings.parse({}), createdAt: '' };
  scope = tenantScope(project);
  [published, told] = [[], []];
  gemini.generates.length = 0;
  gemini.onGenerate = () => ({ body: said('{"answer":"same","reason":"Both lose rows after the thousandth."}') });
});

const judging = () =>
  new Judging(
    {
      projects: { find: async (id) => (id === project.id ? project : null) },
      ...{ reports, clusters },
      changes: { publish: async (events) => void published.push(...events) },
      log: { info: (_, message) => void told.push(message), warn: () => undefined, error: () => undefined },
    },
    createGeminiJudge({ apiKey: 'a-good-key', baseUrl: gemini.url, model: 'gemini-3.5-flash-lite' }),
  );
const within = <T>(call: () => Promise<T>) =>
  new MockActivityEnvironment({}, { logger: new DefaultLogger('ERROR') }).run<[], T, () => Promise<T>>(call);
const judge = (runKey: string, by = judging()) => within(() => by.judge({ projectId: project.id, runKey }));

/** Reports in clusters of their own, as a run leaves them before it is released. */
async function decided(titles: string[], suggestions: Suggestion[] = []): Promise<{ runKey: string; ids: string[]; clusterIds: string[] }> {
  const incoming = titles.map((title) => incomingReport({ title, body: '', kind: 'human' }, { source: 'github' }));
  await reports.storeBatch(scope, incoming, 10_000);
  const runKey = `${project.id}:${randomUUID()}`;
  await clusters.claimUnclustered(scope, runKey, 100);
  const opened = titles.map((title) => storedCluster(project.id, { title, reportCount: 1 }));
  await clusters.saveMany(scope, opened);
  await clusters.putDecisions(
    scope,
    runKey,
    incoming.map(({ reportId }, i) => ({ reportId, clusterId: opened[i]!.id, opened: true, evidence: evidenceWith(), suggestions })),
  );
  await clusters.applyDecisions(scope, runKey);
  return { runKey, ids: incoming.map(({ reportId }) => reportId), clusterIds: opened.map(({ id }) => id) };
}
/** One more that may belong to the first of those. */
const suggested = (of: { ids: string[]; clusterIds: string[] }, band: Suggestion['band'] = 'suggest'): Suggestion => ({
  ...{ clusterId: of.clusterIds[0]!, score: 0.3, band },
  evidence: evidenceWith({ rule: 'words', score: 0.3, bound: 0.5, nearestReportId: of.ids[0]! }),
});
const verdictOf = async (id: string) => (await reports.get(scope, id))!.suggestions![0]!.verdict;

it('a suggestion gets what a model thinks of it, and nothing moves', async () => {
  const there = await decided(['CSV export stops after 1000 rows']);
  const { runKey, ids, clusterIds } = await decided(['Exported file is cut short'], [suggested(there)]);

  expect(await judge(runKey)).toEqual({ judged: 1 });

  expect(await verdictOf(ids[0]!)).toMatchObject({
    ...{ answer: 'same', reason: 'Both lose rows after the thousandth.', by: 'gemini-3.5-flash-lite', saw: [there.ids[0]] },
  });
  expect((await reports.get(scope, ids[0]!))!.clusterId).toBe(clusterIds[0]);
  expect(gemini.generates[0]!.contents[0]!.parts[0]!.text).toMatch(/Exported file is cut short[^]*# The group[^]*CSV export stops/u);
  expect(published).toContainEqual({ projectId: project.id, kind: 'cluster', id: there.clusterIds[0] });
});

it('below the bounds nobody is asked, nor twice about one suggestion', async () => {
  const there = await decided(['CSV export stops after 1000 rows']);
  const below = await decided(['Exported file is cut short'], [suggested(there, 'below')]);
  const once = await decided(['Export ends early'], [suggested(there)]);

  expect(await judge(below.runKey)).toEqual({ judged: 0 });
  await judge(once.runKey);
  expect(await judge(once.runKey)).toEqual({ judged: 0 });

  expect(gemini.generates).toHaveLength(1);
});

it('at most twenty of a run are asked about', async () => {
  const there = await decided(['CSV export stops after 1000 rows']);
  const { runKey } = await decided(
    Array.from({ length: 25 }, (_, i) => `Export ${i} is cut short`),
    [suggested(there)],
  );

  expect(await judge(runKey)).toEqual({ judged: 20 });
});

it.each([
  ['asks to wait', () => refusal(429, 'RESOURCE_EXHAUSTED')],
  ['is away', () => refusal(503, 'UNAVAILABLE')],
  ['refuses the key', () => refusal(403, 'PERMISSION_DENIED')],
  ['talks nonsense', () => ({ body: said('{"answer":"join them all","reason":"because"}') })],
])('a model that %s leaves the suggestions as they are, and is left alone for a while', async (_, answer) => {
  const there = await decided(['CSV export stops after 1000 rows']);
  const { runKey, ids } = await decided(['Exported file is cut short'], [suggested(there)]);
  gemini.onGenerate = answer;
  const by = judging();

  expect(await judge(runKey, by)).toEqual({ judged: 0 });
  const asked = gemini.generates.length;
  expect(await judge(runKey, by)).toEqual({ judged: 0 });

  expect(await verdictOf(ids[0]!)).toBeUndefined();
  expect((await reports.get(scope, ids[0]!))!.suggestions).toEqual([suggested(there)]);
  expect(gemini.generates).toHaveLength(asked);
  expect(told).toEqual([expect.stringContaining('people alone')]);
});

it('a verdict goes with the report it may quote, though that was erased while the model thought', async () => {
  const there = await decided(['CSV export stops after 1000 rows', 'Export drops lines']);
  const first = await decided(['Exported file is cut short'], [suggested(there)]);
  await judge(first.runKey);

  await reports.remove(scope, [there.ids[0]!]);
  expect(await verdictOf(first.ids[0]!)).toBeUndefined();

  const second = await decided(
    ['Export ends early'],
    [{ ...suggested(there), clusterId: there.clusterIds[1]!, evidence: evidenceWith({ rule: 'words', nearestReportId: there.ids[1]! }) }],
  );
  const slow = judging();
  const inner = gemini.onGenerate;
  const removed = Promise.withResolvers<void>();
  gemini.onGenerate = (request) => {
    void reports.remove(scope, [there.ids[1]!]).then(() => removed.resolve());
    return inner(request);
  };
  await judge(second.runKey, slow);
  await removed.promise;

  expect(await verdictOf(second.ids[0]!)).toBeUndefined();
});
