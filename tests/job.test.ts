import { execFile } from 'node:child_process';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { z } from 'zod';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { ClusterDetailBody, FeedbackBody, JobDetailBody, LogsBody, ProjectBody, StartFixAnswer } from '#domain/api-contract';
import { isEnded, type FixStage } from '#domain/fix-job';
import { HttpClient } from '#local/sample/http-client';
import { sampleReports } from '#local/sample/reports';
import { runTestsOf } from '#local/sample/run-tests';
import { startStack, type Stack } from './stack.ts';

const run = promisify(execFile);
const root = fileURLToPath(new URL('..', import.meta.url));

describe('the whole job, on the whole product', { timeout: 180_000 }, () => {
  let stack: Stack;
  let api: HttpClient;
  let sample: string;
  beforeAll(async () => {
    stack = await startStack({ env: { CLUSTER_QUIET_MS: '50', CLUSTER_MAX_WAIT_MS: '1000' } });
    api = new HttpClient(stack.apiUrl, { authorization: `Bearer ${stack.localToken}` });
    const { items } = await api.ask(z.object({ items: z.array(ProjectBody) }), { path: '/projects' });
    sample = items.find((project) => project.is_sample)!.id;
  }, 180_000);
  afterAll(async () => {
    await stack?.stop();
    await stack?.remove();
  }, 30_000);

  const everything = async (projectId: string) =>
    (await api.ask(z.object({ items: z.array(FeedbackBody), total: z.number() }), { path: `/feedback?project_id=${projectId}&limit=200` }))
      .items;
  const jobOf = (id: string) => api.ask(JobDetailBody, { path: `/jobs/${id}?project_id=${sample}` });
  const clusterWith = async (frame: string) => {
    const report = (await everything(sample)).find(({ exceptions }) =>
      exceptions.some(({ frames }) => frames.some((each) => each.function === frame)),
    );
    return report!.cluster_id!;
  };
  const start = async (clusterId: string) =>
    (await api.ask(StartFixAnswer, { method: 'POST', path: `/clusters/${clusterId}/start_fix?project_id=${sample}`, body: {} })).job_id;
  const until = (id: string, ...stages: FixStage[]) =>
    vi.waitFor(
      async () => {
        const job = await jobOf(id);
        if (!stages.includes(job.stage)) throw new Error(`the fix is at ${job.stage}: ${job.detail}`);
        return job;
      },
      { timeout: 100_000, interval: 100 },
    );
  const approve = async (id: string) => {
    const { plan } = await until(id, 'awaiting_approval');
    const { status } = await api.send({ method: 'POST', path: `/jobs/${id}/approve?project_id=${sample}`, body: { digest: plan!.digest } });
    expect(status).toBeLessThan(300);
  };
  const kill = async (part: string) => process.kill(await stack.pidOf(part), 'SIGKILL');
  /** `.etc` is what all of them share. */
  const sandboxes = async () => (await readdir(join(stack.dataDir, 'sandboxes')).catch(() => [])).filter((name) => name !== '.etc');

  it('shows every report of the sample, grouped by its bug', async () => {
    const reports = await everything(sample);
    const clusterOf = new Map(reports.map((report) => [report.title, report.cluster_id]));

    const expected = sampleReports(new Date());
    expect(reports).toHaveLength(expected.length);
    for (const bug of new Set(expected.map((report) => report.bug).filter((name) => name !== null))) {
      const clusters = new Set(expected.filter((report) => report.bug === bug).map((report) => clusterOf.get(report.title)));
      expect(`${bug}: ${clusters.size}`).toBe(`${bug}: 1`);
    }
    const noise = expected.filter((report) => report.bug === null).map((report) => clusterOf.get(report.title));
    expect(new Set(noise).size).toBe(noise.length);
  });

  it('brings a fix to one proven draft pull request though its worker is killed in the agent and in the proof', async () => {
    const id = await start(await clusterWith('escapeField'));
    await approve(id);
    await until(id, 'agent');
    await kill('worker');
    await until(id, 'proof', 'gate', 'pull_request', 'watching');
    await kill('worker');

    const job = await until(id, 'watching');

    const access = { peerUrl: stack.peerUrl, peerToken: await peerToken(stack) };
    const [before, after] = [
      await runTestsOf(access, job.repository, job.base_branch),
      await runTestsOf(access, job.repository, job.branch!),
    ];
    const fixed = before.failed.filter((name) => after.passed.includes(name));
    expect(fixed).toEqual(job.proof!.fixed);
    expect(fixed).toHaveLength(1);
    const pulls = await new HttpClient(access.peerUrl, { authorization: `Bearer ${access.peerToken}` }).ask(
      z.array(z.object({ draft: z.boolean(), head: z.object({ ref: z.string() }) })),
      { path: `/repos/${job.repository}/pulls?state=all` },
    );
    expect(pulls.filter((pull) => pull.head.ref === job.branch)).toEqual([{ draft: true, head: { ref: job.branch } }]);
    expect(await sandboxes()).toEqual([]);
  });

  it.each([
    ['while its plan waits', 'createMatcher', 'awaiting_approval'],
    ['while the agent works', 'assertNextMonth', 'agent'],
  ] as const)('a fix cancelled %s leaves no sandbox and a cluster that can be fixed again', async (_, frame, stage) => {
    const clusterId = await clusterWith(frame);
    const id = await start(clusterId);
    if (stage === 'agent') await approve(id);
    await until(id, stage);

    await api.send({ method: 'POST', path: `/jobs/${id}/cancel?project_id=${sample}`, body: {} });

    await until(id, 'cancelled');
    await vi.waitFor(async () => expect(await sandboxes()).toEqual([]), { timeout: 20_000, interval: 100 });
    const cluster = await api.ask(ClusterDetailBody, { path: `/clusters/${clusterId}?project_id=${sample}` });
    expect(cluster.status).toBe('new');
  });

  it('has the first lines of the log readable within two seconds, and says no change where the demo model has no script', async () => {
    const id = await start(await clusterWith('assertShelf'));
    await approve(id);
    await until(id, 'agent');
    const began = Date.now();
    const { lines } = await vi.waitFor(
      async () => {
        const logs = await api.ask(LogsBody, { path: `/jobs/${id}/logs?project_id=${sample}` });
        expect(logs.lines.length).toBeGreaterThan(0);
        return logs;
      },
      { timeout: 20_000, interval: 50 },
    );

    expect(Date.now() - Math.max(began, Date.parse(lines[0]!.at))).toBeLessThan(2_000);
    const ended = await until(id, 'no_change', 'not_proven', 'watching', 'failed');
    expect(ended.stage).toBe('no_change');
    expect(isEnded(ended.stage)).toBe(true);
  });

  it('npm run token prints one token that works', async () => {
    const { stdout } = await run(process.execPath, [join(root, 'dist/local/token.js')], { env: { ...process.env, ...stack.env } });

    expect(stdout).toMatch(/^sc_\S+\n$/);
    const answer = await fetch(`${stack.apiUrl}/projects`, { headers: { authorization: `Bearer ${stdout.trim()}` } });
    expect(answer.status).toBe(200);
  });

  it('npm run demo plays it all in a project of its own', async () => {
    const { stdout } = await run(process.execPath, [join(root, 'dist/local/demo.js')], { env: { ...process.env, ...stack.env } });

    expect(stdout).toMatch(/http:\/\/127\.0\.0\.1:\d+\/soulcaster\/sample-shop-[\w-]+\/pull\/1/);
    expect(stdout).toMatch(/before.*fail/is);
    expect(stdout).toMatch(/after.*pass/is);
  });
});

async function peerToken(stack: Stack): Promise<string> {
  return z.object({ GITHUB_PEER_TOKEN: z.string() }).parse(JSON.parse(await readFile(join(stack.dataDir, 'secrets.json'), 'utf8')))
    .GITHUB_PEER_TOKEN;
}
