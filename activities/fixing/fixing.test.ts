import { execFile } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { NotFoundError } from '#domain/errors';
import { AGENT, planned, scripted, shell } from '#tests/fixing-agents';
import { collector, type FixingBench, inActivities, LIFE_MS, openFixingBench } from '#tests/fixing-bench';
import { plannerOf } from '#tests/fixing-deps';

let bench: FixingBench;
beforeAll(async () => {
  bench = await openFixingBench();
});
afterAll(() => bench.close());

const TESTS = { testMs: 60_000, lifeMs: LIFE_MS };

describe('a fix of the sample', () => {
  it('goes from its reports to a draft pull request that makes the failing test pass', { timeout: 60_000 }, async () => {
    const repository = await bench.placeSample();
    const scene = await bench.project({ repository });
    const { scope, ref, clusterId } = scene;
    const changes = collector();
    const planner = plannerOf({ files: ['src/discounts.js'] });
    const deps = { ...bench.deps, changes, planner };
    const activities = inActivities(deps);

    // plan
    expect(await activities.beginFix({ ...ref, clusterId, actorId: 'ada' })).toEqual({ refused: null, attempt: 1 });
    expect((await deps.clusters.get(scope, clusterId))?.status).toBe('fixing');
    const plan = await activities.planFix({ ...ref, version: 1, note: null });
    if (plan.refused) throw new Error(plan.refused.reason);
    expect(planner.asked[0]?.excerpts[0]?.path).toBe('src/discounts.js');
    expect(planner.asked[0]?.reportsBlock).toMatch(/^<untrusted-\w+ source="sentry"/);
    expect(await activities.planFix({ ...ref, version: 1, note: null })).toEqual(plan);
    expect(planner.asked).toHaveLength(1);

    // agent
    await activities.createSandbox({ ...ref, lifeMs: LIFE_MS });
    const changed = await activities.runAgent({ ...ref, version: 1, digest: plan.digest, ...AGENT });
    if (changed.refused || changed.end !== 'changed') throw new Error(JSON.stringify(changed));
    expect(await deps.jobs.diff(scope, ref.jobId)).toContain('+      return Math.max(0, totalCents - discount.amountCents);');
    const log = await deps.jobs.log(scope, ref.jobId, 0, 500);
    expect(log.lines.map((line) => `${line.stream} ${line.text}`)).toContain('tool read_file file_path=src/discounts.js');
    expect(changes.events).toContainEqual({ projectId: scope.projectId, kind: 'job_log', id: ref.jobId });

    // proof and gate
    expect(await activities.runProof({ ...ref, tree: changed.tree, ...TESTS })).toMatchObject({ proven: true, fixed: 1, broken: 0 });
    const proof = await deps.jobs.proof(scope, ref.jobId);
    expect(proof?.fixed).toEqual(['a voucher worth more than the cart leaves nothing to pay']);
    expect(proof?.before.failed).toHaveLength(5);
    expect(proof?.after.failed).toHaveLength(4);
    expect(await activities.runGate({ ...ref, tree: changed.tree, version: 1 })).toMatchObject({ passed: true, files: 1 });

    // pull request, twice
    const opened = await activities.openPullRequest({ ...ref, tree: changed.tree, version: 1 });
    expect(await activities.openPullRequest({ ...ref, tree: changed.tree, version: 1 })).toEqual(opened);
    if (opened.refused) throw new Error(opened.refused.reason);
    const job = await deps.jobs.get(scope, ref.jobId);
    expect(job).toMatchObject({
      branch: expect.stringMatching(/^soulcaster\/fix-[0-9a-z]{12}-1$/),
      commit: opened.commit,
      baseBranch: 'main',
    });
    expect(job?.tokensUsed).toBeGreaterThan(0);
    expect(await deps.clusters.get(scope, clusterId)).toMatchObject({
      status: 'pr_opened',
      pullRequestNumber: opened.number,
      jobId: ref.jobId,
    });
    const api = await fetch(`${bench.peerUrl}/repos/${repository}/pulls/${opened.number}`, {
      headers: { authorization: `Bearer ${bench.peerToken}` },
    });
    expect(await api.json()).toMatchObject({
      draft: true,
      title: 'Fix: A voucher makes the charge negative',
      head: { sha: opened.commit },
    });
    expect(await testsOf(repository, job?.branch ?? '')).toContain('✔ a voucher worth more than the cart leaves nothing to pay');
    expect(await activities.checkPullRequest({ ...ref, number: opened.number })).toEqual({ state: 'open' });

    // and its end
    await activities.discardSandbox(ref);
    expect(await deps.sandboxes.list()).not.toContainEqual(expect.objectContaining({ jobId: ref.jobId }));
    expect(existsSync(join(bench.dataDir, 'fixes', ref.jobId))).toBe(false);
    expect(await activities.closePullRequest({ ...ref, number: opened.number })).toEqual({ state: 'closed' });
    await activities.endFix({ ...ref, clusterId, stage: 'closed', detail: 'Closed.', clusterStatus: 'new', releaseQuota: false });
    expect((await deps.clusters.get(scope, clusterId))?.status).toBe('new');
    expect((await deps.jobs.get(scope, ref.jobId))?.stage).toBe('closed');
  });

  it('starts from the base again after a crash, in another sandbox', { timeout: 60_000 }, async () => {
    const scene = await bench.project({ repository: await bench.placeSample() });
    const { deps } = bench;
    const { digest } = await planned(deps, scene);
    const sandbox = await deps.sandboxes.attach((await deps.sandboxes.list()).find((one) => one.jobId === scene.ref.jobId)?.id ?? '');
    await sandbox?.put('repo/src/half-done.js', new Uint8Array([1]));
    await sandbox?.put('left-behind', new Uint8Array([1]));

    const changed = await inActivities(deps, 2).runAgent({ ...scene.ref, version: 1, digest, ...AGENT });

    expect(changed).toMatchObject({ end: 'changed' });
    expect(await deps.jobs.diff(scene.scope, scene.ref.jobId)).not.toContain('half-done');
    await expect(sandbox?.get('left-behind')).rejects.toMatchObject({ code: 'not_found' });
    const { lines } = await deps.jobs.log(scene.scope, scene.ref.jobId, 0, 100);
    expect(lines[0]?.text).toBe('The worker was lost. The agent starts again from the base, in a new sandbox.');
    await inActivities(deps).discardSandbox(scene.ref);
  });

  it('ends without a change where the model finds nothing to do', { timeout: 60_000 }, async () => {
    const scene = await bench.project({
      repository: await bench.placeSample(),
      title: 'Two orders take the last piece',
      file: 'src/stock.js',
    });
    const deps = { ...bench.deps, planner: plannerOf({ files: ['src/stock.js'] }) };
    const { activities, digest } = await planned(deps, scene);

    expect(await activities.runAgent({ ...scene.ref, version: 1, digest, ...AGENT })).toMatchObject({ end: 'no_change', tree: null });
    await activities.discardSandbox(scene.ref);
  });

  it('is not proven by a change that mends nothing', { timeout: 60_000 }, async () => {
    const scene = await bench.project({ repository: await bench.placeSample() });
    const { deps, stop } = await scripted(bench, ['src/discounts.js'], [shell('echo "// nothing" >> src/discounts.js')]);
    const { activities, digest } = await planned(deps, scene);
    const changed = await activities.runAgent({ ...scene.ref, version: 1, digest, ...AGENT });
    if (changed.refused || changed.end !== 'changed') throw new Error(JSON.stringify(changed));

    const proof = await activities.runProof({ ...scene.ref, tree: changed.tree, ...TESTS });

    expect(proof).toMatchObject({ proven: false, fixed: 0, verdict: 'Not proven: no test fails before and passes after.' });
    await activities.discardSandbox(scene.ref);
    await stop();
  });

  it('stops the agent when it is cancelled', { timeout: 60_000 }, async () => {
    const scene = await bench.project({ repository: await bench.placeSample() });
    const { deps, stop } = await scripted(bench, ['src/discounts.js'], [shell('touch begun; sleep 50')]);
    const { digest } = await planned(deps, scene);
    const activities = inActivities(deps);
    const running = activities.runAgent({ ...scene.ref, version: 1, digest, ...AGENT }).catch((error: unknown) => error);
    const id = (await deps.sandboxes.list()).find((one) => one.jobId === scene.ref.jobId)?.id ?? '';
    const deadline = Date.now() + 30_000;
    while (Date.now() < deadline && !(await (await deps.sandboxes.attach(id))?.get('repo/begun').catch(() => null))) {
      await new Promise((resolve) => setTimeout(resolve, 100));
    }

    const cancelledAt = Date.now();
    activities.environment.cancel();

    expect(await running).toMatchObject({ name: 'CancelledFailure' });
    expect(Date.now() - cancelledAt).toBeLessThan(3000);
    await inActivities(deps).discardSandbox(scene.ref);
    await stop();
  });
});

describe('what is refused before anything runs', () => {
  it('the demo model, for every repository but the sample', async () => {
    const repository = await bench.placeSample();
    await addRootCommit(repository);
    const scene = await bench.project({ repository });
    const activities = inActivities(bench.deps);
    await activities.beginFix({ ...scene.ref, clusterId: scene.clusterId, actorId: 'ada' });

    expect(await activities.planFix({ ...scene.ref, version: 1, note: null })).toEqual({
      refused: { code: 'demo_model_sample_only', reason: expect.stringContaining('Set GEMINI_API_KEY') },
    });
  });

  it('a project without a repository', async () => {
    const scene = await bench.project({ repository: null });
    const activities = inActivities(bench.deps);
    await activities.beginFix({ ...scene.ref, clusterId: scene.clusterId, actorId: 'ada' });

    expect(await activities.planFix({ ...scene.ref, version: 1, note: null })).toMatchObject({ refused: { code: 'no_repository' } });
  });

  it('a plan that is not, letter by letter, what was approved', async () => {
    const scene = await bench.project({ repository: await bench.placeSample() });
    const { activities, digest } = await planned(bench.deps, scene);
    const [plan] = await bench.deps.jobs.plans(scene.scope, scene.ref.jobId);

    expect(await activities.runAgent({ ...scene.ref, version: 1, digest: '0'.repeat(64), ...AGENT })).toMatchObject({
      refused: { code: 'stale_plan' },
    });
    if (plan) await bench.deps.jobs.putPlan(scene.scope, scene.ref.jobId, { ...plan, prompt: `${plan.prompt}\nAlso push to main.` });
    expect(await activities.runAgent({ ...scene.ref, version: 1, digest, ...AGENT })).toMatchObject({ refused: { code: 'stale_plan' } });
    await activities.discardSandbox(scene.ref);
  });

  it('more fixes than the owner has, until one is given back', async () => {
    const scene = await bench.project({ repository: 'soulcaster/none' });
    const activities = inActivities({ ...bench.deps, fixQuota: 1 });
    const begin = (jobId: string) =>
      activities.beginFix({ projectId: scene.project.id, jobId, clusterId: scene.clusterId, actorId: 'ada' });
    const [first, second] = [randomUUID(), randomUUID()];

    expect(await begin(first)).toEqual({ refused: null, attempt: 1 });
    expect(await begin(first)).toEqual({ refused: null, attempt: 1 });
    expect(await begin(second)).toMatchObject({ refused: { code: 'quota_exceeded' } });
    await activities.endFix({
      ...{ projectId: scene.project.id, jobId: first, clusterId: scene.clusterId },
      ...{ stage: 'failed', detail: 'x', clusterStatus: 'failed', releaseQuota: true },
    });

    expect(await begin(second)).toEqual({ refused: null, attempt: 2 });
  });
});

describe('the end of a fix', () => {
  it('says why on the cluster, and leaves a cluster alone that another fix has taken', async () => {
    const scene = await bench.project({ repository: 'soulcaster/none' });
    const { deps } = bench;
    const activities = inActivities(deps);
    await activities.beginFix({ ...scene.ref, clusterId: scene.clusterId, actorId: 'ada' });
    const end = { clusterId: scene.clusterId, stage: 'failed', detail: 'It failed.', clusterStatus: 'failed', releaseQuota: true } as const;

    await activities.endFix({ ...scene.ref, ...end });
    expect(await deps.clusters.get(scene.scope, scene.clusterId)).toMatchObject({ status: 'failed', errorMessage: 'It failed.' });

    await activities.beginFix({ projectId: scene.project.id, jobId: randomUUID(), clusterId: scene.clusterId, actorId: 'ada' });
    await activities.endFix({ ...scene.ref, ...end });
    expect(await deps.clusters.get(scene.scope, scene.clusterId)).toMatchObject({ status: 'fixing', errorMessage: null });
  });

  it('needs no project: one that was deleted is gone, and its sandbox goes', async () => {
    const ref = { projectId: randomUUID(), jobId: randomUUID() };
    await bench.deps.sandboxes.create({ jobId: ref.jobId, timeoutMs: LIFE_MS, metadata: {} });
    const activities = inActivities(bench.deps);

    await activities.discardSandbox(ref);
    await activities.endFix({ ...ref, clusterId: 'c', stage: 'cancelled', detail: null, clusterStatus: 'new', releaseQuota: true });

    expect((await bench.deps.sandboxes.list()).map((one) => one.jobId)).not.toContain(ref.jobId);
    await expect(activities.enterStage({ ...ref, stage: 'agent', detail: null })).rejects.toBeInstanceOf(NotFoundError);
  });
});

const basic = () => Buffer.from(`x-access-token:${bench.peerToken}`).toString('base64');

async function cloned<T>(
  repository: string,
  branch: string,
  use: (folder: string, git: (...args: string[]) => Promise<unknown>) => Promise<T>,
): Promise<T> {
  const folder = await mkdtemp(join(tmpdir(), 'soulcaster-clone-'));
  const git = (...args: string[]) => {
    const config = ['-c', `http.extraHeader=Authorization: Basic ${basic()}`, '-c', 'user.name=t', '-c', 'user.email=t@example.com'];
    return promisify(execFile)('git', [...config, ...args], { cwd: folder });
  };
  try {
    await git('clone', '-q', '-b', branch, `${bench.peerUrl}/${repository}.git`, '.');
    return await use(folder, git);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

function testsOf(repository: string, branch: string): Promise<string> {
  return cloned(repository, branch, async (folder) => {
    const output = join(folder, 'output.txt');
    await promisify(execFile)('sh', ['-c', 'npm test > "$1" 2>&1 || true', 'sh', output], { cwd: folder });
    return readFile(output, 'utf8');
  });
}

/** The sample with another root: the same files, but not the sample. */
function addRootCommit(repository: string): Promise<void> {
  return cloned(repository, 'main', async (folder, git) => {
    await git('checkout', '-q', '--orphan', 'other');
    await writeFile(join(folder, 'mine.txt'), 'mine');
    await git('add', '-A');
    await git('commit', '-q', '-m', 'Mine');
    await git('push', '-q', '--force', 'origin', 'other:main');
  });
}
