import { WithStartWorkflowOperation } from '@temporalio/client';
import { WorkflowExecutionAlreadyStartedError } from '@temporalio/common';
import { v4 } from 'uuid';
import type { Env } from '#config/env';
import { runKeyOf } from '#domain/cluster-job';
import { NotFoundError } from '#domain/errors';
import type { Logger, WorkflowLauncher } from '#domain/ports/index';
import {
  approvePlan,
  cancelFix,
  type ClusterCoordinatorInput,
  dirty,
  type FixIssueInput,
  type IngestBatchesInput,
  pullRequestChanged,
  rejectPlan,
  outcome,
  type RegroupInput,
  requestPlanChanges,
  runNow,
  wake,
} from '#workflows/messages';
import { attributesOf } from '#workflows/search-attributes';
import { callTemporal } from './calls.ts';
import { clientOf, type ClosableClient } from './client.ts';
import { describeFix } from './fix-description.ts';
import { createGroupingCalls } from './grouping-calls.ts';
import { stopProject } from './project-end.ts';
import { taskQueues, type TaskQueues } from './task-queues.ts';
import { createSyncSchedules } from './sync-schedules.ts';
import { keepReviewSchedule, keepSweepSchedule } from './upkeep-schedules.ts';
import { createWakes } from './wakes.ts';
import { workflowIds } from './workflow-ids.ts';

export const WRITE_DEADLINE_MS = 4_000;
export const READ_DEADLINE_MS = 2_000;
/** At most ten wakes a second for each project. */
const WAKE_INTERVAL_MS = 100;
/** A workflow with nothing to do stays this long, so that the next wake meets it running. */
const LINGER_MS = 10 * 60_000;
const HOUR_MS = 3_600_000;
/** 20,000 issues; the next run goes on. */
const SYNC_PAGES = 200;

/** What workflows are started with; they read no environment themselves. */
export interface LauncherSettings {
  lingerMs: number;
  clustering: Pick<ClusterCoordinatorInput, 'quietMs' | 'maxWaitMs' | 'maxBatch'>;
  sync: { intervalMs: number; maxPages: number };
  fix: Pick<FixIssueInput, 'approvalMs' | 'agentMs' | 'watchPollMs' | 'watchMs'>;
}

export function launcherSettings(env: Env): LauncherSettings {
  return {
    lingerMs: LINGER_MS,
    clustering: { quietMs: env.CLUSTER_QUIET_MS, maxWaitMs: env.CLUSTER_MAX_WAIT_MS, maxBatch: env.CLUSTER_MAX_BATCH },
    sync: { intervalMs: Math.max(1, env.SYNC_INTERVAL_MINUTES) * 60_000, maxPages: SYNC_PAGES },
    fix: {
      approvalMs: env.FIX_APPROVAL_HOURS * HOUR_MS,
      agentMs: env.FIX_AGENT_MINUTES * 60_000,
      watchPollMs: 10 * 60_000,
      watchMs: 14 * 24 * HOUR_MS,
    },
  };
}

export interface LauncherOptions extends ClosableClient {
  settings: LauncherSettings;
  log: Logger;
  queues?: TaskQueues;
}

export type Launcher = WorkflowLauncher & {
  /** @throws {UnavailableError} Temporal does not answer within two seconds */
  ping(): Promise<void>;
  /** Ends wakes in flight and the connection. */
  close(): Promise<void>;
};

/** The launcher of an environment. Connects at its first call. @throws {Error} naming the variable that is missing */
export function openLauncher(env: Env, log: Logger): Launcher {
  return createLauncher({ ...clientOf(env), settings: launcherSettings(env), log });
}

/** The launcher on a given client, whose `close` it calls at its own end. */
export function createLauncher({ client, close, settings, log, queues = taskQueues }: LauncherOptions): Launcher {
  const write = <T>(call: () => Promise<T>) => callTemporal(client, WRITE_DEADLINE_MS, call);
  const read = <T>(call: () => Promise<T>) => callTemporal(client, READ_DEADLINE_MS, call);

  const ofProject = (projectId: string, priorityKey: number) =>
    ({
      taskQueue: queues.core,
      workflowIdReusePolicy: 'ALLOW_DUPLICATE',
      priority: { priorityKey, fairnessKey: projectId },
    }) as const;

  const ingestion = (projectId: string) => ({
    ...ofProject(projectId, BACKGROUND),
    workflowId: workflowIds.ingest(projectId),
    args: [{ projectId, lingerMs: settings.lingerMs } satisfies IngestBatchesInput] as [IngestBatchesInput],
    typedSearchAttributes: attributesOf({ projectId, kind: 'ingest' }),
    staticSummary: 'Inbox → reports',
  });
  const clustering = (projectId: string) => ({
    ...ofProject(projectId, BACKGROUND),
    workflowId: workflowIds.coordinator(projectId),
    args: [{ projectId, ...settings.clustering, lingerMs: settings.lingerMs, nextSeq: 1 } satisfies ClusterCoordinatorInput] as [
      ClusterCoordinatorInput,
    ],
    typedSearchAttributes: attributesOf({ projectId, kind: 'clustering' }),
    staticSummary: 'Reports → clusters, one run at a time',
  });
  const fix = (ref: { projectId: string; clusterId: string }) => client.workflow.getHandle(workflowIds.fix(ref.projectId, ref.clusterId));

  const wakes = createWakes({
    minIntervalMs: WAKE_INTERVAL_MS,
    log,
    send: (projectId) =>
      write(async () => {
        await client.workflow.signalWithStart('ingestBatches', { ...ingestion(projectId), signal: wake, signalArgs: [] });
      }),
  });

  return {
    wakeIngest: (projectId) => wakes.wake(projectId),

    wakeClustering: (projectId, count) =>
      write(async () => {
        await client.workflow.signalWithStart('clusterCoordinator', { ...clustering(projectId), signal: dirty, signalArgs: [count] });
      }),

    resumeClustering: (projectId, count) =>
      write(async () => {
        const { args, ...options } = clustering(projectId);
        const carried = { waiting: count, runRequested: false, failures: 0 };
        try {
          await client.workflow.start('clusterCoordinator', { ...options, args: [{ ...args[0], carried }] });
          return true;
        } catch (error) {
          if (error instanceof WorkflowExecutionAlreadyStartedError) return false;
          throw error;
        }
      }),

    runClusteringNow: (projectId) =>
      write(async () => {
        const asked = await client.workflow.startUpdateWithStart(runNow, {
          waitForStage: 'ACCEPTED',
          startWorkflowOperation: new WithStartWorkflowOperation('clusterCoordinator', {
            ...clustering(projectId),
            workflowIdConflictPolicy: 'USE_EXISTING',
          }),
        });
        const { workflowId } = await asked.result();
        return { workflowId, runKey: runKeyOf(projectId, Number(workflowId.split(':').at(-1)), asked.workflowRunId ?? '') };
      }),

    regroup: (input) =>
      write(() =>
        client.workflow.executeUpdateWithStart(outcome, {
          updateId: 'outcome',
          startWorkflowOperation: new WithStartWorkflowOperation('regroup', {
            ...ofProject(input.projectId, A_PERSON_WAITS),
            workflowId: workflowIds.regroup(input.projectId, input.operationId, input.undo),
            workflowIdConflictPolicy: 'USE_EXISTING',
            args: [input satisfies RegroupInput],
            typedSearchAttributes: attributesOf({ projectId: input.projectId, kind: 'regroup' }),
            staticSummary: input.undo ? 'A person takes a change of the grouping back' : 'A person changes the grouping',
          }),
        }),
      ),

    startFix: ({ projectId, clusterId, jobId, actorId }) =>
      write(async () => {
        const input: FixIssueInput = { projectId, clusterId, jobId, actorId, ...settings.fix };
        const handle = await client.workflow.start('fixIssue', {
          ...ofProject(projectId, A_PERSON_WAITS),
          workflowId: workflowIds.fix(projectId, clusterId),
          workflowIdConflictPolicy: 'USE_EXISTING',
          args: [input],
          memo: { jobId },
          typedSearchAttributes: attributesOf({ projectId, kind: 'fix', clusterId, stage: 'queued' }),
          staticSummary: `Fix of cluster ${clusterId}`,
        });
        // A second start meets the run of the first one, whose memo names the job it works on.
        const { memo } = await handle.describe();
        return { jobId: typeof memo?.['jobId'] === 'string' ? memo['jobId'] : jobId };
      }),

    approvePlan: ({ jobId, digest, actorId, ...ref }) =>
      // The same approval sent twice is one update, and gets the same answer.
      update(() => fix(ref).executeUpdate(approvePlan, { updateId: `approve-${jobId}-${digest}`, args: [{ jobId, digest, actorId }] })),
    requestPlanChanges: ({ jobId, note, actorId, ...ref }) =>
      update(() => fix(ref).executeUpdate(requestPlanChanges, { updateId: v4(), args: [{ jobId, note, actorId }] })),
    rejectPlan: ({ jobId, reason, actorId, ...ref }) =>
      update(() => fix(ref).executeUpdate(rejectPlan, { updateId: `reject-${jobId}`, args: [{ jobId, reason, actorId }] })),
    cancelFix: ({ jobId, actorId, ...ref }) =>
      update(() => fix(ref).executeUpdate(cancelFix, { updateId: `cancel-${jobId}`, args: [{ jobId, actorId }] })),

    notifyPullRequest: ({ state, ...ref }) =>
      write(() => fix(ref).signal(pullRequestChanged, { state })).catch((error: unknown) => {
        // A fix that has ended has nothing left to learn.
        if (!(error instanceof NotFoundError)) throw error;
      }),

    describeFix: (ref) => describeFix(client, workflowIds.fix(ref.projectId, ref.clusterId), read),
    ...createGroupingCalls({ client, write, read, queues }),
    ...createSyncSchedules({ client, write, read, queues, settings: settings.sync }),
    keepSweep: () => write(() => keepSweepSchedule(client, queues)),
    keepReview: () => write(() => keepReviewSchedule(client, queues)),
    stopProject: (projectId) => stopProject(client, projectId, write),

    ping: () =>
      read(async () => {
        await client.workflowService.getSystemInfo({});
      }),
    async close() {
      await wakes.close();
      await close();
    },
  };

  async function update(send: () => Promise<unknown>): Promise<void> {
    await write(send);
  }
}

/** Temporal's priorities run from 1, first, to 5. */
const A_PERSON_WAITS = 2;
const BACKGROUND = 3;
