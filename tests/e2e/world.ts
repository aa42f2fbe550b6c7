import type { Browser } from 'playwright-core';
import { vi } from 'vitest';
import type { ClusterBody, JobBody } from '#domain/api-contract';
import type { Stack } from '../stack.ts';

/** The running product and a browser, for every scenario of the run. */
export interface World {
  stack: Stack;
  browser: Browser;
  /** The Sample's id. */
  projectId: string;
}

interface Asked {
  method?: string;
  body?: unknown;
  /** Sent as JSON Lines. */
  lines?: readonly unknown[];
}

/** Asks the API as a script of the local owner would. @throws on any answer that is not 2xx */
export async function ask<T>({ stack }: Pick<World, 'stack'>, path: string, { method = 'GET', body, lines }: Asked = {}): Promise<T> {
  const type = body !== undefined ? 'application/json' : lines && 'application/x-ndjson';
  const answer = await fetch(new URL(path, stack.apiUrl), {
    method,
    headers: { authorization: `Bearer ${stack.localToken}`, ...(type && { 'content-type': type }) },
    body: body !== undefined ? JSON.stringify(body) : lines?.map((line) => JSON.stringify(line)).join('\n'),
  });
  const text = await answer.text();
  if (!answer.ok) throw new Error(`${path} answered ${answer.status}: ${text}`);
  return (text === '' ? null : JSON.parse(text)) as T;
}

/** The cluster of the sample whose title has these words. */
export async function clusterWith(world: World, words: string): Promise<ClusterBody> {
  const { items } = await ask<{ items: ClusterBody[] }>(world, `/clusters?project_id=${world.projectId}&limit=100`);
  const found = items.filter((cluster) => cluster.title.toLowerCase().includes(words.toLowerCase()));
  if (found.length !== 1 || !found[0]) throw new Error(`${found.length} clusters have “${words}” in their title`);
  return found[0];
}

/** Starts a fix of a cluster and waits until it is where a test wants it. */
export async function fixUntil(world: World, words: string, stage: JobBody['stage'], change?: 'approve'): Promise<JobBody> {
  const cluster = await clusterWith(world, words);
  const query = `?project_id=${world.projectId}`;
  const { job_id: id } = await ask<{ job_id: string }>(world, `/clusters/${cluster.id}/start_fix${query}`, { method: 'POST', body: {} });
  if (change === 'approve') {
    const waiting = await untilStage(world, id, 'awaiting_approval');
    const digest = (waiting as JobBody & { plan: { digest: string } }).plan.digest;
    await ask(world, `/jobs/${id}/approve${query}`, { method: 'POST', body: { digest } });
  }
  return untilStage(world, id, stage);
}

async function untilStage(world: World, id: string, stage: JobBody['stage']): Promise<JobBody> {
  return vi.waitFor(
    async () => {
      const job = await ask<JobBody>(world, `/jobs/${id}?project_id=${world.projectId}`);
      if (job.stage !== stage) throw new Error(`the fix is at ${job.stage}, not at ${stage}: ${job.detail}`);
      return job;
    },
    { timeout: 90_000, interval: 200 },
  );
}
