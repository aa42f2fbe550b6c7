// npm run bench:regrouping: how long a large regrouping, and counting suggestions, hold Redis; on a redis-server of its own.
import { randomUUID } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createClient } from 'redis';
import { createRedisStores, type RedisStores } from '#adapters/redis/index';
import { figuresOf } from '#domain/clustering/figures';
import type { ClusterEdit } from '#domain/ports/index';
import { tenantScope, type TenantScope } from '#domain/project';
import type { Suggestion } from '#domain/report';
import { freePorts } from '#local/free-port';
import { launch } from '#local/program';
import { redisProgram } from '#local/programs/redis';
import { startRedisRest } from '#local/redis-rest/server';
import { incomingReport, storedCluster, storedEvidence } from '#tests/stored';
import { type Figure, milliseconds, percentile, recordFigures } from './measurements-file.ts';

const MEMBERS = 5_000;
const ROUNDS = 3;
const AT_ONCE = 500;
const PEOPLE = 800;
const CLUSTERS = 2_000;
const SUGGESTIONS = 6_000;
const PAGE = 50;
const ASKED = 20;
/** Shorter calls are not looked at: logging each step of a script would take longer than the step. */
const LEAST_US = 300;

type Stores = Pick<RedisStores, 'clusters' | 'reports'>;
/** The longest calls that Redis has served since, in ms. */
type Longest = (work: () => Promise<unknown>) => Promise<{ longestMs: number; calls: number; wholeMs: number }>;

async function main(): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'soulcaster-regrouping-'));
  const [port] = (await freePorts(1)) as [number];
  const redis = await launch(redisProgram({ dataDir: folder, host: '127.0.0.1', port }));
  const redisUrl = `redis://127.0.0.1:${port}`;
  const token = randomUUID();
  const gateway = await startRedisRest({ redisUrl, token, port: 0 });
  const admin = await createClient({ url: redisUrl }).connect();
  try {
    await admin.sendCommand(['CONFIG', 'SET', 'slowlog-log-slower-than', String(LEAST_US), 'slowlog-max-len', '10000']);
    const longest: Longest = async (work) => {
      await admin.sendCommand(['SLOWLOG', 'RESET']);
      const began = performance.now();
      await work();
      const wholeMs = performance.now() - began;
      const calls = ((await admin.sendCommand(['SLOWLOG', 'GET', '-1'])) as unknown as [unknown, unknown, number, string[]][]).filter(
        ([, , , [name]]) => name === 'eval' || name === 'EVAL',
      );
      return { longestMs: calls.reduce((most, [, , us]) => Math.max(most, us), 0) / 1000, calls: calls.length, wholeMs };
    };
    const stores = createRedisStores({ url: gateway.url, token, timeoutMs: 30_000 });
    recordFigures({
      title: 'Large regroupings',
      command: 'npm run bench:regrouping',
      about: `How long one call holds redis-server, as its slow log says, over the REST gateway: two clusters with ${MEMBERS.toLocaleString('en')} reports each, of ${PEOPLE} people, and ${CLUSTERS.toLocaleString('en')} clusters with ${SUGGESTIONS.toLocaleString('en')} suggestions between them. The longest of ${ROUNDS} rounds; of look-ups the p50 and p95 of ${ASKED}. As one call each, the regroupings held it for 235, 205, 112, 95 and 84 ms, a run that joins one report for 40 ms.`,
      figures: [...(await regroupings(stores, longest)), ...(await suggestions(stores, longest))],
    });
  } finally {
    admin.destroy();
    await gateway.stop();
    await redis.stop();
    await rm(folder, { recursive: true, force: true });
  }
}

async function regroupings({ clusters, reports }: Stores, longest: Longest): Promise<Figure[]> {
  const figures = new Map<string, { longestMs: number; calls: number; wholeMs: number }>();
  for (let round = 0; round < ROUNDS; round++) {
    const scope = newScope();
    const [into, from] = [await cluster(MEMBERS, 'a'), await cluster(MEMBERS, 'b')];
    async function cluster(count: number, id: string): Promise<{ id: string; members: string[] }> {
      for (let done = 0; done < count; done += AT_ONCE) await fill({ clusters, reports }, scope, id, done, AT_ONCE);
      return { id, members: await clusters.members(scope, id) };
    }
    const note = async (what: string, fields: Partial<ClusterEdit>) => {
      const edit = { editId: randomUUID(), regroups: true, expects: [], opens: [], moves: [], sets: [], drops: [], ...fields };
      const took = await longest(() => clusters.edit(scope, edit));
      const before = figures.get(what);
      if (!before || before.longestMs < took.longestMs) figures.set(what, took);
      return edit.editId;
    };
    const evidence = storedEvidence({ rule: 'person' });
    const expects = [into, from].map(({ id, members }) => ({ clusterId: id, status: 'new' as const, members }));
    const whole = (await clusters.get(scope, from.id))!;
    const merge = await note('Merge', { expects, moves: [{ reportIds: from.members, to: into.id, evidence }], drops: [from.id] });
    await note('Undo of the merge', {
      restores: merge,
      opens: [whole],
      moves: [{ reportIds: from.members, to: from.id, evidence }],
    });
    const [opens, taken] = [storedCluster(scope.projectId, { id: 'c' }), into.members.filter((_, i) => i % 2 === 0)];
    const split = await note('Split in two', { opens: [opens], moves: [{ reportIds: taken, to: opens.id, evidence }] });
    await note('Undo of the split', { restores: split, moves: [{ reportIds: taken, to: into.id, evidence }], drops: [opens.id] });
    await note('One report moved', { moves: [{ reportIds: [taken[0]!], to: from.id, evidence }] });
    for (const [what, author] of [
      ['One report of a person', 'somebody-else'],
      ['One report of nobody', null],
    ] as const) {
      const apply = await decided({ clusters, reports }, scope, from.id, author);
      const took = await longest(apply);
      const before = figures.get(`${what}, joined by a run`);
      if (!before || before.longestMs < took.longestMs) figures.set(`${what}, joined by a run`, took);
    }
  }
  return [...figures].map(([what, { longestMs, calls, wholeMs }]) => ({
    what: `${what}: the longest of ${calls} calls; the whole`,
    value: `${milliseconds(longestMs)}; ${milliseconds(wholeMs)}`,
    goal: '≤ 50 ms a call',
  }));
}

/** A run that has decided to join one report. */
async function decided(
  { clusters, reports }: Stores,
  scope: TenantScope,
  clusterId: string,
  author: string | null,
): Promise<() => Promise<unknown>> {
  const runKey = randomUUID();
  const one = incomingReport({ author });
  await reports.storeBatch(scope, [one], 1_000_000);
  await clusters.claimUnclustered(scope, runKey, 10);
  await clusters.putDecisions(scope, runKey, [
    { reportId: one.reportId, clusterId, opened: false, evidence: storedEvidence({ rule: 'words' }) },
  ]);
  return () => clusters.applyDecisions(scope, runKey);
}

async function suggestions({ clusters, reports }: Stores, longest: Longest): Promise<Figure[]> {
  const scope = newScope();
  const ids = Array.from({ length: CLUSTERS }, () => randomUUID());
  for (const [i, id] of ids.entries()) {
    const suggested = SUGGESTIONS / CLUSTERS;
    const of = Array.from({ length: suggested }, (_, k): Suggestion => {
      return { clusterId: ids[(i * 7 + k * 13 + 1) % CLUSTERS]!, score: 0.3, band: 'suggest', evidence: storedEvidence() };
    });
    await fill({ clusters, reports }, scope, id, 0, 1, of);
  }
  const page: number[] = [];
  const all: number[] = [];
  const filtered: number[] = [];
  for (let i = 0; i < ASKED; i++) {
    const shown = ids.slice(i * PAGE, (i + 1) * PAGE);
    page.push((await longest(() => clusters.suggested(scope, shown))).longestMs);
    all.push((await longest(() => clusters.suggested(scope))).longestMs);
    const filter = await longest(async () => {
      const onlyIds = [...(await clusters.suggested(scope)).keys()];
      await clusters.list(scope, { sort: 'impact', limit: PAGE, onlyIds });
    });
    filtered.push(filter.wholeMs);
  }
  const shown = (values: readonly number[]) => `${milliseconds(percentile(values, 0.5))} / ${milliseconds(percentile(values, 0.95))}`;
  return [
    { what: `Suggestions of a page of ${PAGE} clusters`, value: shown(page) },
    { what: 'Suggestions of all clusters, for the filter', value: shown(all), goal: '≤ 50 ms' },
    { what: 'The filter as the API asks it, gateway and page included', value: shown(filtered), goal: '≤ 50 ms' },
  ];
}

/** Reports into a cluster as a run leaves them. */
async function fill(
  { clusters, reports }: Stores,
  scope: TenantScope,
  clusterId: string,
  from: number,
  count: number,
  suggested: Suggestion[] = [],
): Promise<void> {
  const runKey = randomUUID();
  const at = (i: number) => new Date(Date.now() - ((from + i) % 300) * 3_600_000).toISOString();
  const incoming = Array.from({ length: count }, (_, i) =>
    incomingReport({ occurredAt: at(i), author: `person-${(from + i) % PEOPLE}` }, { receivedAt: at(i) }),
  );
  await reports.storeBatch(scope, incoming, 1_000_000);
  await clusters.claimUnclustered(scope, runKey, count);
  const decisions = incoming.map(({ reportId }, i) => ({
    ...{
      reportId,
      clusterId,
      opened: from + i === 0,
      evidence: storedEvidence({ rule: 'words', sharedWords: ['csv', 'export', 'empty'] }),
    },
    suggestions: suggested,
  }));
  await clusters.putDecisions(scope, runKey, decisions);
  await clusters.applyDecisions(scope, runKey);
  if (from === 0) {
    const whole = await reports.getMany(
      scope,
      incoming.map(({ reportId }) => reportId),
    );
    await clusters.save(scope, storedCluster(scope.projectId, { id: clusterId, ...figuresOf(whole, new Date().toISOString()) }));
  }
  await clusters.releaseRun(scope, runKey);
}

const newScope = () => tenantScope({ id: randomUUID(), ownerId: randomUUID() });

await main();
