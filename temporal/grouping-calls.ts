import type { Client } from '@temporalio/client';
import { NotFoundError, UnavailableError } from '#domain/errors';
import type { SurveyAnswer, SurveyQuestion, WorkflowLauncher } from '#domain/ports/index';
import {
  clusteringState,
  type ReembedInput,
  reembedProgress,
  type ReviewGroupingInput,
  type ReviewGroupingResult,
  type SurveyInput,
} from '#workflows/messages';
import { attributesOf } from '#workflows/search-attributes';
import { callTemporal } from './calls.ts';
import type { TaskQueues } from './task-queues.ts';
import { workflowIds } from './workflow-ids.ts';

const SURVEY_DEADLINE_MS = 60_000;
/** Temporal's priorities run from 1, first, to 5. */
const A_PERSON_WAITS = 2;
const LAST = 5;

type Call = <T>(call: () => Promise<T>) => Promise<T>;
type GroupingCalls = Pick<
  WorkflowLauncher,
  'describeClustering' | 'survey' | 'startReembed' | 'describeReembed' | 'startReview' | 'describeReview'
>;

/** Questions about a project's clusters, and the making of its vectors anew. */
export function createGroupingCalls({
  client,
  write,
  read,
  queues,
}: {
  client: Client;
  write: Call;
  read: Call;
  queues: TaskQueues;
}): GroupingCalls {
  /** null where nobody answers in time, or nothing runs. */
  const asked = async <T>(ask: () => Promise<T>): Promise<T | null> => {
    try {
      return await read(ask);
    } catch (error) {
      if (error instanceof UnavailableError || error instanceof NotFoundError) return null;
      throw error;
    }
  };
  /** Of one that runs: the workers of a closed one would replay it to answer. */
  const running = (workflowId: string) =>
    asked(async () => {
      const handle = client.workflow.getHandle(workflowId);
      return (await handle.describe()).status.name === 'RUNNING' ? handle : null;
    });

  return {
    async describeClustering(projectId) {
      const workflowId = workflowIds.coordinator(projectId);
      const handle = await running(workflowId);
      const state = handle && (await asked(() => handle.query(clusteringState)));
      return state && { workflowId, atWork: state.atWork, detail: state.detail };
    },

    async survey<Q extends SurveyQuestion>(projectId: string, question: Q) {
      const workflowId = workflowIds.survey(projectId, nameOf(question));
      const answer = await callTemporal(client, SURVEY_DEADLINE_MS, async () => {
        const handle = await client.workflow.start('surveyClusters', {
          taskQueue: queues.core,
          workflowId,
          workflowIdConflictPolicy: 'USE_EXISTING',
          workflowExecutionTimeout: '5 minutes',
          args: [{ projectId, question } satisfies SurveyInput],
          priority: { priorityKey: A_PERSON_WAITS, fairnessKey: projectId },
          typedSearchAttributes: attributesOf({ projectId, kind: 'survey' }),
          staticSummary: question.kind === 'cleanup' ? 'What clean-up would propose' : 'What other bounds would have done',
        });
        return (await handle.result()) as SurveyAnswer;
      });
      return answer as Extract<SurveyAnswer, { kind: Q['kind'] }>;
    },

    startReembed: (projectId, space) =>
      write(async () => {
        const workflowId = workflowIds.reembed(projectId);
        await client.workflow.start('reembed', {
          taskQueue: queues.core,
          workflowId,
          workflowIdConflictPolicy: 'USE_EXISTING',
          args: [{ projectId, space } satisfies ReembedInput],
          priority: { priorityKey: LAST, fairnessKey: projectId },
          typedSearchAttributes: attributesOf({ projectId, kind: 'reembed' }),
          staticSummary: `Vectors of ${space}`,
        });
        return { workflowId };
      }),

    async describeReembed(projectId) {
      const handle = await running(workflowIds.reembed(projectId));
      return handle && (await asked(() => handle.query(reembedProgress)));
    },

    startReview: (projectId) =>
      write(async () => {
        const workflowId = workflowIds.reviewNow(projectId);
        await client.workflow.start('reviewGrouping', {
          taskQueue: queues.core,
          workflowId,
          workflowIdConflictPolicy: 'USE_EXISTING',
          args: [{ projectId } satisfies ReviewGroupingInput],
          typedSearchAttributes: attributesOf({ projectId, kind: 'review' }),
          staticSummary: 'Clean-up and bounds to propose, as a person asked',
        });
        return { workflowId };
      }),

    describeReview: (projectId) =>
      asked(async () => {
        const handle = client.workflow.getHandle(workflowIds.reviewNow(projectId));
        const { status, startTime } = await handle.describe();
        const finished = status.name === 'COMPLETED' ? ((await handle.result()) as ReviewGroupingResult) : null;
        return {
          startedAt: startTime.toISOString(),
          running: status.name === 'RUNNING',
          finished: finished?.failed === 0 ? { proposals: finished.proposals, bounds: finished.bounds, applied: finished.applied } : null,
        };
      }),
  };
}

/** Part of an id: the question, without words. */
function nameOf(question: SurveyQuestion): string {
  if (question.kind === 'cleanup') return question.kind;
  const { kind, of, days, joinAt, suggestAt } = question;
  return [kind, of, days, joinAt, suggestAt].join('-');
}
