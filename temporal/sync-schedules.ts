import { type Client, ScheduleAlreadyRunning, ScheduleNotFoundError, ScheduleOverlapPolicy } from '@temporalio/client';
import type { SyncRef, WorkflowLauncher } from '#domain/ports/index';
import type { PollRedditInput, PullSourceInput, SyncGithubInput } from '#workflows/messages';
import { attributesOf } from '#workflows/search-attributes';
import type { TaskQueues } from './task-queues.ts';
import { workflowIds } from './workflow-ids.ts';

/** Runs missed while Temporal was down are not made up for, but the last one. */
const CATCH_UP_MS = 10 * 60_000;
const OURS = /^(sync|poll|pull):/;

type Call = <T>(call: () => Promise<T>) => Promise<T>;

export interface SyncSchedulesOptions {
  client: Client;
  write: Call;
  read: Call;
  queues: TaskQueues;
  settings: { intervalMs: number; maxPages: number };
}

/**
 * One schedule for each repository, each subreddit and each source with a credential: never two runs of it at once, and spread over a
 * fifth of the interval, so that all of them do not start together.
 */
export function createSyncSchedules({
  client,
  write,
  read,
  queues,
  settings,
}: SyncSchedulesOptions): Pick<WorkflowLauncher, 'setSync' | 'startSync' | 'agreeSyncs'> {
  const { intervalMs, maxPages } = settings;

  const create = async (ref: SyncRef): Promise<boolean> => {
    const scheduleId = scheduleIdOf(ref);
    const attributes = attributesOf({ kind: 'sync', ...(ref.kind !== 'subreddit' && { projectId: ref.projectId }) });
    try {
      await write(() =>
        client.schedule.create({
          scheduleId,
          spec: { intervals: [{ every: intervalMs }], jitter: Math.floor(intervalMs / 5) },
          policies: { overlap: ScheduleOverlapPolicy.SKIP, catchupWindow: CATCH_UP_MS, pauseOnFailure: false },
          action: {
            type: 'startWorkflow',
            ...actionOf(ref, maxPages),
            workflowId: scheduleId,
            taskQueue: queues.core,
            typedSearchAttributes: attributes,
          },
          memo: { intervalMs },
          typedSearchAttributes: attributes,
        }),
      );
      return true;
    } catch (error) {
      if (isCausedBy(error, ScheduleAlreadyRunning)) return false;
      throw error;
    }
  };

  return {
    async setSync(ref, wanted) {
      if (wanted) await create(ref);
      else await write(() => deleteSchedule(client, scheduleIdOf(ref)));
    },

    async startSync(ref) {
      const workflowId = scheduleIdOf(ref);
      await create(ref);
      const handle = client.schedule.getHandle(workflowId);
      const { info } = await read(() => handle.describe());
      if (info.runningActions.length > 0) return { workflowId, started: false };
      await write(() => handle.trigger(ScheduleOverlapPolicy.SKIP));
      return { workflowId, started: true };
    },

    async agreeSyncs(wanted) {
      const listed = await read(async () => Array.fromAsync(client.schedule.list()));
      const there = new Map(
        listed.filter(({ scheduleId }) => OURS.test(scheduleId)).map((one) => [one.scheduleId, one.memo?.['intervalMs']]),
      );
      const refs = new Map(wanted.map((ref) => [scheduleIdOf(ref), ref]));
      const stale = [...there].filter(([id, interval]) => !refs.has(id) || interval !== intervalMs).map(([id]) => id);
      for (const id of stale) await write(() => deleteSchedule(client, id));
      const missing = [...refs].filter(([id]) => !there.has(id) || stale.includes(id));
      let created = 0;
      for (const [, ref] of missing) if (await create(ref)) created++;
      return { created, removed: stale.length };
    },
  };
}

/** One that is gone is gone. */
export async function deleteSchedule(client: Client, scheduleId: string): Promise<void> {
  try {
    await client.schedule.getHandle(scheduleId).delete();
  } catch (error) {
    if (!(error instanceof ScheduleNotFoundError)) throw error;
  }
}

function scheduleIdOf({ projectId, source, kind, name }: SyncRef): string {
  switch (kind) {
    case 'repository':
      return workflowIds.syncGithub(projectId, name);
    case 'subreddit':
      return workflowIds.pollReddit(name);
    case 'project':
      return workflowIds.pullSource(projectId, source);
  }
}

function actionOf({ projectId, source, kind, name }: SyncRef, maxPages: number) {
  switch (kind) {
    case 'repository':
      return {
        workflowType: 'syncGithub',
        args: [{ projectId, repository: name, maxPages } satisfies SyncGithubInput],
        staticSummary: `Issues of ${name}`,
      };
    case 'subreddit':
      return {
        workflowType: 'pollReddit',
        args: [{ subreddit: name, maxPages } satisfies PollRedditInput],
        staticSummary: `Posts of r/${name}`,
      };
    case 'project':
      return {
        workflowType: 'pullSource',
        args: [{ projectId, source, maxPages } satisfies PullSourceInput],
        staticSummary: `What ${source} has`,
      };
  }
}

/** Whether this error, or what it came from, is of a type. */
export function isCausedBy(error: unknown, type: new (...args: never[]) => Error): boolean {
  return error instanceof type || (error instanceof Error && error.cause !== undefined && isCausedBy(error.cause, type));
}
