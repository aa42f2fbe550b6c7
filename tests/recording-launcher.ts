import { NotFoundError, UnavailableError } from '#domain/errors';
import type { SurveyAnswer, SurveyQuestion, SyncRef, WorkflowLauncher } from '#domain/ports/index';

export interface RecordedCall {
  name: keyof WorkflowLauncher;
  input: unknown;
}

/** Remembers what it was asked for; for tests of callers. What Temporal does with it is tested with Temporal. */
export class RecordingLauncher implements WorkflowLauncher {
  readonly calls: RecordedCall[] = [];
  /** While set, every call that could fail does. */
  down = false;
  /** Clusters with a running fix, and its job. */
  readonly running = new Map<string, string>();
  /** Thrown by the next call of this name. */
  readonly refusals = new Map<keyof WorkflowLauncher, Error>();

  of(name: keyof WorkflowLauncher): unknown[] {
    return this.calls.filter((call) => call.name === name).map((call) => call.input);
  }

  wakeIngest(projectId: string): void {
    this.calls.push({ name: 'wakeIngest', input: projectId });
  }
  async wakeClustering(projectId: string, count: number): Promise<void> {
    this.take('wakeClustering', { projectId, count });
  }
  async resumeClustering(projectId: string, count: number): Promise<boolean> {
    this.take('resumeClustering', { projectId, count });
    return true;
  }
  async regroup(input: {
    projectId: string;
    operationId: string;
    undo: boolean;
  }): Promise<{ outcome: 'applied' | 'undone' | 'refused'; code: string | null }> {
    this.take('regroup', input);
    return { outcome: input.undo ? 'undone' : 'applied', code: null };
  }

  async runClusteringNow(projectId: string): Promise<{ workflowId: string; runKey: string }> {
    this.take('runClusteringNow', { projectId });
    return { workflowId: `cluster-run:${projectId}:1`, runKey: `${projectId}:1:run` };
  }
  /** What surveys answer; null: nobody answers. */
  surveyAnswer: SurveyAnswer | null = null;
  /** Answers of describeClustering and describeReembed. */
  clustering: Awaited<ReturnType<WorkflowLauncher['describeClustering']>> = null;
  reembedding: Awaited<ReturnType<WorkflowLauncher['describeReembed']>> = null;
  async describeClustering(projectId: string): ReturnType<WorkflowLauncher['describeClustering']> {
    this.take('describeClustering', { projectId });
    return this.clustering;
  }
  async survey<Q extends SurveyQuestion>(projectId: string, question: Q): Promise<Extract<SurveyAnswer, { kind: Q['kind'] }>> {
    this.take('survey', { projectId, question });
    if (!this.surveyAnswer) throw new UnavailableError('Temporal did not answer.', { details: { service: 'temporal' } });
    return this.surveyAnswer as Extract<SurveyAnswer, { kind: Q['kind'] }>;
  }
  async startReembed(projectId: string, space: string): Promise<{ workflowId: string }> {
    this.take('startReembed', { projectId, space });
    return { workflowId: `reembed:${projectId}` };
  }
  async describeReembed(projectId: string): ReturnType<WorkflowLauncher['describeReembed']> {
    this.take('describeReembed', { projectId });
    return this.reembedding;
  }
  /** What describeReview answers. */
  review: Awaited<ReturnType<WorkflowLauncher['describeReview']>> = null;
  async startReview(projectId: string): Promise<{ workflowId: string }> {
    this.take('startReview', { projectId });
    return { workflowId: `review:${projectId}` };
  }
  async describeReview(projectId: string): ReturnType<WorkflowLauncher['describeReview']> {
    this.take('describeReview', { projectId });
    return this.review;
  }
  async startFix(input: Parameters<WorkflowLauncher['startFix']>[0]): Promise<{ jobId: string }> {
    this.take('startFix', input);
    const jobId = this.running.get(input.clusterId) ?? input.jobId;
    this.running.set(input.clusterId, jobId);
    return { jobId };
  }
  async approvePlan(input: Parameters<WorkflowLauncher['approvePlan']>[0]): Promise<void> {
    this.takeRunning('approvePlan', input);
  }
  async requestPlanChanges(input: Parameters<WorkflowLauncher['requestPlanChanges']>[0]): Promise<void> {
    this.takeRunning('requestPlanChanges', input);
  }
  async rejectPlan(input: Parameters<WorkflowLauncher['rejectPlan']>[0]): Promise<void> {
    this.takeRunning('rejectPlan', input);
  }
  async cancelFix(input: Parameters<WorkflowLauncher['cancelFix']>[0]): Promise<void> {
    this.takeRunning('cancelFix', input);
  }
  async notifyPullRequest(input: Parameters<WorkflowLauncher['notifyPullRequest']>[0]): Promise<void> {
    this.take('notifyPullRequest', input);
  }
  async describeFix(input: Parameters<WorkflowLauncher['describeFix']>[0]): ReturnType<WorkflowLauncher['describeFix']> {
    this.take('describeFix', input);
    if (!this.running.has(input.clusterId)) return null;
    const workflowId = `fix:${input.projectId}:${input.clusterId}`;
    return { workflowId, runId: 'run-1', running: true, stage: 'planning', pendingActivities: [] };
  }
  async keepReview(): Promise<void> {
    this.take('keepReview', {});
  }

  async keepSweep(): Promise<void> {
    this.take('keepSweep', {});
  }
  async setSync(ref: SyncRef, wanted: boolean): Promise<void> {
    this.take('setSync', { ...ref, wanted });
  }
  async startSync(ref: SyncRef): Promise<{ workflowId: string; started: boolean }> {
    this.take('startSync', ref);
    return { workflowId: `sync:${ref.name}`, started: true };
  }
  async agreeSyncs(wanted: readonly SyncRef[]): Promise<{ created: number; removed: number }> {
    this.take('agreeSyncs', wanted);
    return { created: 0, removed: 0 };
  }
  async stopProject(projectId: string): Promise<void> {
    this.take('stopProject', projectId);
  }
  async ping(): Promise<void> {
    if (this.down) throw new UnavailableError('Temporal cannot be reached.', { details: { service: 'temporal' } });
  }
  async close(): Promise<void> {
    return undefined;
  }

  private take(name: keyof WorkflowLauncher, input: unknown): void {
    const refusal = this.refusals.get(name);
    this.refusals.delete(name);
    if (refusal) throw refusal;
    if (this.down) throw new UnavailableError('Temporal cannot be reached.', { details: { service: 'temporal' } });
    this.calls.push({ name, input });
  }

  private takeRunning(name: keyof WorkflowLauncher, input: { clusterId: string; jobId: string }): void {
    this.take(name, input);
    if (this.running.get(input.clusterId) !== input.jobId) throw new NotFoundError('No fix runs.');
  }
}
