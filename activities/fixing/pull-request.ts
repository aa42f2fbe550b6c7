import { ConflictError, FixRefusedError, InternalError } from '#domain/errors';
import type { FixJob } from '#domain/fix-job';
import { fixBranch } from '#domain/fixing/branch-name';
import { commitMessage, pullRequestBody, pullRequestTitle } from '#domain/fixing/pull-request-text';
import { parseTreeDiff } from '#domain/fixing/tree-diff';
import type { CodeHost, TreeChange } from '#domain/ports/index';
import type { FixingActivities, FixRef } from './contract.ts';
import type { FixingDeps } from './deps.ts';
import { type JobContext, openBase, openCodeHost, openJob, publishJob, refusable } from './job-context.ts';

const MAX_FILE_BYTES = 1_048_576;

/** See the contract. */
export function openPullRequest(
  deps: FixingDeps,
  input: Parameters<FixingActivities['openPullRequest']>[0],
): ReturnType<FixingActivities['openPullRequest']> {
  return refusable(async () => {
    const context = await openJob(deps, input);
    const { scope, job } = context;
    if (job.pullRequestNumber !== null && job.commit !== null) return { refused: null, number: job.pullRequestNumber, commit: job.commit };
    const { title, body } = await words(deps, context, input.version);
    const { host, baseBranch, baseCommit } = await openBase(deps, context);
    const changes = await changesOf(deps, job.id, baseCommit, input.tree);
    const { branch, commit } = await commitOnce(host, job, { baseCommit, changes });
    // Before the pull request exists, so that its first webhook finds the job.
    await deps.jobs.update(scope, job.id, { branch, commit });
    const { number, url } = await host.openDraftPullRequest({ branch, base: baseBranch, title, body });
    await deps.jobs.update(scope, job.id, { pullRequestNumber: number, pullRequestUrl: url });
    await deps.clusters.transition(scope, job.clusterId, 'pr_opened', { pullRequestNumber: number, pullRequestUrl: url });
    await publishJob(deps, job);
    return { refused: null, number, commit };
  });
}

async function words(deps: FixingDeps, { scope, job }: JobContext, version: number): Promise<{ title: string; body: string }> {
  const [plans, proof, gate, cluster] = await Promise.all([
    deps.jobs.plans(scope, job.id),
    deps.jobs.proof(scope, job.id),
    deps.jobs.gate(scope, job.id),
    deps.clusters.get(scope, job.clusterId),
  ]);
  const plan = plans.find((one) => one.version === version);
  if (!plan || !proof?.proven || !gate?.passed) throw new InternalError('a pull request needs an approved plan, a proof and a passed gate');
  const title = pullRequestTitle(cluster?.title ?? job.clusterTitle);
  const body = pullRequestBody({
    jobId: job.id,
    clusterTitle: cluster?.title ?? job.clusterTitle,
    clusterSummary: cluster?.summary ?? '',
    reportCount: cluster?.reportCount ?? 0,
    occurrences: cluster?.occurrences ?? 0,
    sources: Object.entries(cluster?.sources ?? {})
      .map(([source, count]) => `${source} ${count}`)
      .join(', '),
    plan,
    proof,
    gate,
    agent: job.agent ?? deps.agent.name,
    model: job.model ?? deps.agentModel,
  });
  const secrets = await deps.secretScanner.scan([
    { path: 'title', text: title },
    { path: 'body', text: body },
  ]);
  if (secrets.length > 0)
    throw new FixRefusedError('secret_in_text', 'The text of the pull request would hold something that looks like a credential.');
  return { title, body };
}

async function changesOf(deps: FixingDeps, jobId: string, baseCommit: string, tree: string): Promise<TreeChange[]> {
  const { raw, numstat } = await deps.sourceTrees.compare(jobId, baseCommit, tree, 0);
  const changes: TreeChange[] = [];
  for (const { path, status, newMode } of parseTreeDiff(raw, numstat)) {
    const content = status === 'D' ? null : await deps.sourceTrees.readFile(jobId, tree, path, MAX_FILE_BYTES);
    if (status !== 'D' && content === null) throw new InternalError('the gate let a path through that is no file');
    changes.push({ path, content, mode: newMode === '100755' ? '100755' : '100644' });
  }
  return changes;
}

async function commitOnce(
  host: CodeHost,
  job: FixJob,
  what: { baseCommit: string; changes: TreeChange[] },
): Promise<{ branch: string; commit: string }> {
  const commit = { ...what, message: commitMessage(job.clusterTitle, job.id), committedAt: job.createdAt };
  const branch = fixBranch(job.clusterId, job.attempt);
  try {
    return { branch, ...(await host.commitToBranch({ ...commit, branch })) };
  } catch (error) {
    if (!(error instanceof ConflictError) || error.code !== 'branch_exists') throw error;
    // Left by a fix this installation no longer knows: somebody else's now.
    const other = `${branch}-${job.id.replaceAll('-', '').slice(0, 8)}`;
    return { branch: other, ...(await host.commitToBranch({ ...commit, branch: other })) };
  }
}

/** See the contract. */
export async function checkPullRequest(
  deps: FixingDeps,
  input: FixRef & { number: number },
): ReturnType<FixingActivities['checkPullRequest']> {
  const host = await openCodeHost(deps, await openJob(deps, input));
  const { state } = await host.pullRequest(input.number);
  return { state };
}

/** See the contract. */
export async function closePullRequest(
  deps: FixingDeps,
  input: FixRef & { number: number },
): ReturnType<FixingActivities['closePullRequest']> {
  const host = await openCodeHost(deps, await openJob(deps, input));
  const { state } = await host.pullRequest(input.number);
  if (state !== 'open') return { state };
  await host.closePullRequest(input.number);
  return { state: 'closed' };
}
