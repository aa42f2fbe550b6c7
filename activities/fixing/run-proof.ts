import type { TestRun } from '#domain/fix-job';
import { buildProof, toTestRun } from '#domain/fixing/proof';
import { isTestPath } from '#domain/fixing/test-paths';
import { parseTreeDiff } from '#domain/fixing/tree-diff';
import type { Sandbox } from '#domain/ports/index';
import type { FixingActivities } from './contract.ts';
import type { FixingDeps } from './deps.ts';
import { throwIfCancelled, type Watched, whileBeating } from './heartbeat.ts';
import { type JobContext, openBase, openJob, publishJob } from './job-context.ts';
import { JobLog } from './job-log.ts';
import { openSandbox } from './sandbox.ts';
import { LAYOUT, layProof } from './workspace.ts';

const SILENCE_MS = 900_000;
const MAX_OUTPUT_CHARS = 8_388_608;
const TEST_ENV = { CI: '1', NO_COLOR: '1', npm_config_update_notifier: 'false', npm_config_fund: 'false' };

type Input = Parameters<FixingActivities['runProof']>[0];

/**
 * See the contract. In a sandbox of its own, on trees this worker built: nothing the agent left lying about takes part, only what would be
 * committed.
 */
export function runProof(deps: FixingDeps, input: Input): ReturnType<FixingActivities['runProof']> {
  return whileBeating({ silenceMs: SILENCE_MS }, async (watched) => {
    const context = await openJob(deps, input);
    const { baseCommit } = await openBase(deps, context, watched.signal);
    const { raw, numstat } = await deps.sourceTrees.compare(input.jobId, baseCommit, input.tree, 0);
    const tests = parseTreeDiff(raw, numstat)
      .map((entry) => entry.path)
      .filter(isTestPath);
    const overlaid = await deps.sourceTrees.overlay(input.jobId, baseCommit, input.tree, tests);
    const branches = { before: overlaid, after: input.tree, ...(tests.length > 0 && { baseline: baseCommit }) };

    await (await openSandbox(deps, context, input.lifeMs)).kill();
    const sandbox = await openSandbox(deps, context, input.lifeMs);
    await layProof(sandbox, await deps.sourceTrees.pack(input.jobId, branches), Object.keys(branches), watched.signal);
    throwIfCancelled();

    const log = new JobLog(deps, context);
    try {
      const run = (branch: keyof typeof branches, commit: string, isOverlaid: boolean) =>
        runTests({ context, sandbox, log, watched, branch, commit, isOverlaid, testMs: input.testMs });
      log.add('system', `The tests run on the base${tests.length > 0 ? ' with the change’s tests' : ''}.`);
      const before = await run('before', baseCommit, tests.length > 0);
      const baseline = tests.length > 0 ? await run('baseline', baseCommit, false) : null;
      log.add('system', 'The tests run on the change.');
      const after = await run('after', input.tree, false);
      const proof = buildProof({ command: context.project.settings.testCommand, before, after, baseline });
      log.add('system', proof.verdict);
      await deps.jobs.putProof(context.scope, context.job.id, proof);
      await publishJob(deps, context.job);
      return { proven: proof.proven, fixed: proof.fixed.length, broken: proof.broken.length, verdict: proof.verdict };
    } finally {
      await log.close();
    }
  });
}

async function runTests(of: {
  context: JobContext;
  sandbox: Sandbox;
  log: JobLog;
  watched: Watched;
  branch: string;
  commit: string;
  isOverlaid: boolean;
  testMs: number;
}): Promise<TestRun> {
  const { sandbox, watched, log } = of;
  let output = '';
  let rest = '';
  const startedAt = performance.now();
  const { exitCode } = await sandbox.exec(of.context.project.settings.testCommand, {
    cwd: `${sandbox.workspace}/${LAYOUT.proof}/${of.branch}`,
    env: TEST_ENV,
    timeoutMs: of.testMs,
    signal: watched.signal,
    onOutput: (_, text) => {
      watched.moved();
      if (output.length < MAX_OUTPUT_CHARS) output += text;
      const lines = `${rest}${text}`.split('\n');
      rest = lines.pop() ?? '';
      log.add('test', lines.join('\n'));
    },
  });
  log.add('test', rest);
  throwIfCancelled();
  return toTestRun({ commit: of.commit, overlaid: of.isOverlaid, exitCode, durationMs: performance.now() - startedAt, output });
}
