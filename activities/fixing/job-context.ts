import { FixRefusedError, NotFoundError } from '#domain/errors';
import type { FixJob } from '#domain/fix-job';
import type { CodeHost } from '#domain/ports/index';
import { type Project, tenantScope, type TenantScope } from '#domain/project';
import { SAMPLE_ROOT_COMMIT } from '#domain/sample';
import type { FixRef, Refusal } from './contract.ts';
import type { FixingDeps } from './deps.ts';

export interface JobContext {
  project: Project;
  scope: TenantScope;
  job: FixJob;
}

/** @throws {NotFoundError} the project was deleted, or the job is not its */
export async function openJob(deps: FixingDeps, ref: FixRef): Promise<JobContext> {
  const { project, scope } = await openProject(deps, ref.projectId);
  const job = await deps.jobs.get(scope, ref.jobId);
  if (!job) throw new NotFoundError('There is no such fix', { details: { jobId: ref.jobId } });
  return { project, scope, job };
}

export async function openProject(deps: FixingDeps, projectId: string): Promise<{ project: Project; scope: TenantScope }> {
  const project = await deps.projects.find(projectId);
  if (!project) throw new NotFoundError('The project is gone', { details: { projectId } });
  return { project, scope: tenantScope(project) };
}

/** The project's repository, as the person who started the fix. Its name comes from the project's settings and from nowhere else. */
export async function openCodeHost(deps: FixingDeps, { project, job }: JobContext): Promise<CodeHost> {
  const { codeHost, repository } = project.settings;
  if (repository === null) throw new FixRefusedError('no_repository', 'The project names no repository. Set it in the project’s settings.');
  return deps.codeHosts.open({ kind: codeHost, repository, userId: job.startedBy });
}

/**
 * The base commit on this worker's disk: the one the job has decided on, else the branch's tip, which it then keeps.
 * @throws {FixRefusedError} `demo_model_sample_only` without a model key, for any repository whose root is not the sample's
 */
export async function openBase(
  deps: FixingDeps,
  context: JobContext,
  signal?: AbortSignal,
): Promise<{ host: CodeHost; baseBranch: string; baseCommit: string }> {
  const { project, scope, job } = context;
  const host = await openCodeHost(deps, context);
  const baseBranch = job.baseCommit === null ? (project.settings.baseBranch ?? (await host.defaultBranch())) : job.baseBranch;
  const { commit, rootCommits } = await deps.sourceTrees.fetchBase({
    jobId: job.id,
    source: host.cloneSource(),
    branch: baseBranch,
    commit: job.baseCommit,
    wholeHistory: deps.demoModel,
    signal,
  });
  if (deps.demoModel && (rootCommits?.length !== 1 || rootCommits[0] !== SAMPLE_ROOT_COMMIT)) {
    throw new FixRefusedError(
      'demo_model_sample_only',
      'The demo model fixes the bundled sample only. Set GEMINI_API_KEY to fix this repository.',
    );
  }
  if (job.baseCommit === null) await deps.jobs.update(scope, job.id, { baseBranch, baseCommit: commit, repository: host.repository });
  return { host, baseBranch, baseCommit: commit };
}

/** A FixRefusedError as the outcome it is. */
export async function refusable<T>(work: () => Promise<T>): Promise<T | Refusal> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof FixRefusedError) return { refused: { code: error.code, reason: error.message } };
    throw error;
  }
}

/** Tells the pages that the job, and with it its cluster, changed. */
export async function publishJob(deps: FixingDeps, job: Pick<FixJob, 'id' | 'projectId' | 'clusterId'>): Promise<void> {
  await deps.changes.publish([
    { projectId: job.projectId, kind: 'job', id: job.id },
    { projectId: job.projectId, kind: 'cluster', id: job.clusterId },
  ]);
}
