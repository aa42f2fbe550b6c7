import { Plan } from '#domain/fix-job';
import { cleanText } from '#domain/fixing/clean-text';
import { EXCERPT_LIMITS, pathsForPlan, pickExcerpts, readableSources } from '#domain/fixing/excerpts';
import { refusedPath } from '#domain/fixing/gate-rules';
import { planDigest } from '#domain/fixing/plan-digest';
import { buildAgentPrompt, reportsBlock } from '#domain/fixing/prompt';
import type { PlanDraft } from '#domain/ports/index';
import { quoteFinder } from '#domain/erasure';
import type { TenantScope } from '#domain/project';
import type { Report } from '#domain/report';
import type { FixingActivities } from './contract.ts';
import type { FixingDeps } from './deps.ts';
import { whileBeating } from './heartbeat.ts';
import { type JobContext, openBase, openJob, publishJob, refusable } from './job-context.ts';

const MAX_REPORTS = 50;
const READ_BYTES = 16_777_216;
const MAX_FILES = 30;
const SILENCE_MS = 570_000;

/** See the contract. A plan of that version is made once; asked again, its digest is the answer. */
export function planFix(deps: FixingDeps, input: Parameters<FixingActivities['planFix']>[0]): ReturnType<FixingActivities['planFix']> {
  return whileBeating({ silenceMs: SILENCE_MS }, ({ signal }) =>
    refusable(async () => {
      const context = await openJob(deps, input);
      const { scope, job } = context;
      const plans = await deps.jobs.plans(scope, job.id);
      const made = plans.find((plan) => plan.version === input.version);
      if (made) return answer(made);

      const { host, baseCommit } = await openBase(deps, context, signal);
      const reports = await newestReports(deps, context);
      const { paths, excerpts } = await lookIntoBase(deps, job.id, baseCommit, reports);
      const cluster = await deps.clusters.get(scope, job.clusterId);
      const block = reportsBlock(reports, nextToken);
      const draft = await deps.planner.plan(
        {
          repository: host.repository,
          paths,
          reportsBlock: block,
          clusterTitle: cleanText(cluster?.title ?? job.clusterTitle, 200).text,
          clusterSummary: cleanText(cluster?.summary ?? '', 1000).text,
          excerpts,
          note: input.note,
          previous: plans.at(-1) ?? null,
        },
        signal,
      );
      const plan = await finish(draft, { context, repository: host.repository, block, version: input.version, note: input.note });
      await deps.jobs.putPlan(scope, job.id, plan);
      await forgetErased(deps, scope, reports);
      await deps.jobs.update(scope, job.id, { agent: deps.agent.name, model: deps.demoModel ? deps.planner.modelName : deps.agentModel });
      await publishJob(deps, job);
      return answer(plan);
    }),
  );
}

function answer(plan: Plan) {
  return { refused: null, digest: plan.digest, files: plan.files.length, by: plan.by };
}

/** Planning takes its time: whoever erases a report removes it and looks for its words then, so either this finds it gone, or the plan is found. */
async function forgetErased(deps: FixingDeps, scope: TenantScope, reports: readonly Report[]): Promise<void> {
  const ids = reports.map(({ id }) => id);
  const present = new Set((await deps.reports.getMany(scope, ids)).map(({ id }) => id));
  const gone = reports.filter(({ id }) => !present.has(id));
  if (gone.length > 0) await deps.jobs.redact(scope, quoteFinder(gone, []));
}

async function newestReports(deps: FixingDeps, { scope, job }: JobContext): Promise<Report[]> {
  const members = await deps.clusters.members(scope, job.clusterId);
  return deps.reports.getMany(scope, members.slice(-MAX_REPORTS));
}

/** What a planner gets to see of the code: the files that the reports point at, within its limits. */
async function lookIntoBase(deps: FixingDeps, jobId: string, baseCommit: string, reports: readonly Report[]) {
  const files = await deps.sourceTrees.listFiles(jobId, baseCommit);
  const sizes = new Map(files.map((file) => [file.path, file.sizeBytes]));
  let room = READ_BYTES;
  const readable = readableSources(files)
    .slice(0, EXCERPT_LIMITS.read)
    .filter((path) => (room -= sizes.get(path) ?? 0) >= 0);
  const contents = await deps.sourceTrees.readFiles(jobId, baseCommit, readable);
  const sources = [...contents].flatMap(([path, bytes]) => (bytes.includes(0) ? [] : [{ path, text: new TextDecoder().decode(bytes) }]));
  const excerpts = pickExcerpts(sources, reports);
  const paths = pathsForPlan(
    files.map((file) => file.path),
    excerpts.map((file) => file.path),
  );
  return { paths, excerpts };
}

async function finish(
  draft: PlanDraft,
  about: { context: JobContext; repository: string; block: string; version: number; note: string | null },
): Promise<Plan> {
  // A model wrote this after reading what strangers wrote: bounded, without hidden characters, and no path out of the repository.
  const files = [...new Set(draft.files)]
    .filter((path) => path.length <= 300 && refusedPath(path)?.rule !== 'unsafe_path')
    .slice(0, MAX_FILES);
  const plan = {
    rootCause: cleanText(draft.rootCause, 2000).text,
    change: cleanText(draft.change, 4000).text,
    files,
    test: cleanText(draft.test, 2000).text,
    by: draft.by,
  };
  const prompt = buildAgentPrompt({
    repository: about.repository,
    plan,
    reportsBlock: about.block,
    testCommand: about.context.project.settings.testCommand,
    note: about.note,
  });
  const approvable = { ...plan, version: about.version, prompt };
  return Plan.parse({ ...approvable, digest: await planDigest(approvable), note: about.note, createdAt: new Date().toISOString() });
}

function nextToken(): string {
  return crypto.randomUUID().replaceAll('-', '').slice(0, 16);
}
