import { randomUUID } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { MockActivityEnvironment } from '@temporalio/testing';
import { inject } from 'vitest';
import { createFixingActivities, type FixingActivities, type FixingDeps } from '#activities/fixing/index';
import { createRedisStores } from '#adapters/redis/index';
import type { ChangeEvent } from '#domain/events';
import { type Project, ProjectSettings, tenantScope, type TenantScope } from '#domain/project';
import { startDemoModel } from '#local/demo-model/server';
import { startGithubPeer } from '#local/github-peer/server';
import { placeRepository } from '#local/sample/place-repository';
import { fixingDeps } from './fixing-deps.ts';
import { incomingReport, storedCluster, storedEvidence } from './stored.ts';

export const LIFE_MS = 300_000;
const PEER_TOKEN = 'peer-token';

export interface FixingBench {
  deps: FixingDeps;
  dataDir: string;
  peerUrl: string;
  peerToken: string;
  demoModelUrl: string;
  /** owner/name of a fresh copy of the sample on the peer. */
  placeSample(): Promise<string>;
  /** A project on that repository with one cluster of one report, and the ids of a fix that nobody has begun. */
  project(options: { repository: string | null; title?: string; file?: string }): Promise<FixingScene>;
  close(): Promise<void>;
}

export interface FixingScene {
  scope: TenantScope;
  project: Project;
  ref: { projectId: string; jobId: string };
  clusterId: string;
}

/** Everything a fix touches, real: Redis, git, the GitHub peer, bubblewrap, gemini-cli and the demo model. The plan alone is the test's. */
export async function openFixingBench(): Promise<FixingBench> {
  const dataDir = await mkdtemp(join(tmpdir(), 'soulcaster-fixing-'));
  const peer = await startGithubPeer({ dataDir: join(dataDir, 'peer'), token: PEER_TOKEN, port: 0 });
  const demo = await startDemoModel({ port: 0 });
  const projects = new Map<string, Project>();
  const deps = fixingDeps({
    dataDir,
    redisRest: inject('redisRest'),
    peer: { url: peer.url, token: PEER_TOKEN },
    modelUrl: demo.url,
    findProject: (id) => projects.get(id) ?? null,
  });
  const stores = createRedisStores(inject('redisRest'));
  let placed = 0;
  return {
    deps,
    dataDir,
    peerUrl: peer.url,
    peerToken: PEER_TOKEN,
    demoModelUrl: demo.url,
    placeSample: () => placeRepository({ peerUrl: peer.url, peerToken: PEER_TOKEN }, `shop-${++placed}`),
    async project({ repository, title = 'A voucher makes the charge negative', file = 'src/discounts.js' }) {
      const project: Project = {
        id: randomUUID(),
        ownerId: randomUUID(),
        name: 'Shop',
        isSample: false,
        settings: ProjectSettings.parse({ codeHost: 'local', repository }),
        createdAt: new Date().toISOString(),
      };
      projects.set(project.id, project);
      const scope = tenantScope(project);
      const clusterId = await oneCluster(stores, scope, title, file);
      return { scope, project, ref: { projectId: project.id, jobId: randomUUID() }, clusterId };
    },
    async close() {
      await Promise.all([peer.stop(), demo.stop()]);
      await rm(dataDir, { recursive: true, force: true });
    },
  };
}

async function oneCluster(stores: ReturnType<typeof createRedisStores>, scope: TenantScope, title: string, file: string): Promise<string> {
  const frames = [{ function: 'checkout', file, line: 15, inApp: true }];
  const report = incomingReport({ title, exceptions: [{ type: 'RangeError', message: 'charge amount must not be negative', frames }] });
  await stores.reports.storeBatch(scope, [report], 100);
  const cluster = storedCluster(scope.projectId, { title });
  await stores.clusters.save(scope, cluster);
  const runKey = randomUUID();
  await stores.clusters.claimUnclustered(scope, runKey, 10);
  await stores.clusters.putDecisions(scope, runKey, [
    { reportId: report.reportId, clusterId: cluster.id, opened: true, evidence: storedEvidence() },
  ]);
  await stores.clusters.applyDecisions(scope, runKey);
  return cluster.id;
}

export function collector(): { events: ChangeEvent[]; publish(events: ChangeEvent[]): Promise<void> } {
  const events: ChangeEvent[] = [];
  return { events, publish: async (more) => void events.push(...more) };
}

const nothing = () => undefined;
const quiet = { log: nothing, trace: nothing, debug: nothing, info: nothing, warn: nothing, error: nothing };

/** The activities as a worker runs them, each call in an environment of its own. */
export function inActivities(deps: FixingDeps, attempt = 1): FixingActivities & { environment: MockActivityEnvironment } {
  const environment = new MockActivityEnvironment({ attempt }, { logger: quiet });
  const activities = createFixingActivities(deps);
  const wrapped = Object.fromEntries(
    Object.entries(activities).map(([name, activity]) => [
      name,
      (input: never) => environment.run(activity as (input: never) => Promise<unknown>, input),
    ]),
  );
  return { ...(wrapped as unknown as FixingActivities), environment };
}
