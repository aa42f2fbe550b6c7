import type { z } from 'zod';
import type { JobBody, PlanBody, ProofBody } from '#domain/api-contract';
import { type FixJob, jobStatus, type Plan, type Proof, type TestRun } from '#domain/fix-job';

export function jobBody(job: FixJob): z.infer<typeof JobBody> {
  return {
    id: job.id,
    project_id: job.projectId,
    cluster_id: job.clusterId,
    cluster_title: job.clusterTitle,
    status: jobStatus(job.stage),
    stage: job.stage,
    detail: job.detail,
    attempt: job.attempt,
    repository: job.repository,
    base_branch: job.baseBranch,
    base_commit: job.baseCommit,
    branch: job.branch,
    commit: job.commit,
    pr_url: job.pullRequestUrl,
    pr_number: job.pullRequestNumber,
    sandbox: job.sandbox,
    agent: job.agent,
    model: job.model,
    tokens_used: job.tokensUsed,
    started_by: job.startedBy,
    approved_by: job.approvedBy,
    timeline: job.timeline,
    created_at: job.createdAt,
    updated_at: job.updatedAt,
  };
}

export function planBody(plan: Plan): PlanBody {
  return {
    version: plan.version,
    digest: plan.digest,
    root_cause: plan.rootCause,
    change: plan.change,
    files: plan.files,
    test: plan.test,
    prompt: plan.prompt,
    by: plan.by,
    note: plan.note,
    created_at: plan.createdAt,
  };
}

export function proofBody(proof: Proof): ProofBody {
  return {
    command: proof.command,
    before: testRunBody(proof.before),
    after: testRunBody(proof.after),
    fixed: proof.fixed,
    broken: proof.broken,
    proven: proof.proven,
    verdict: proof.verdict,
  };
}

function testRunBody(run: TestRun): ProofBody['before'] {
  return {
    commit: run.commit,
    overlaid: run.overlaid,
    exit_code: run.exitCode,
    passed: run.passed,
    failed: run.failed,
    duration_ms: run.durationMs,
    output_tail: run.outputTail,
  };
}
