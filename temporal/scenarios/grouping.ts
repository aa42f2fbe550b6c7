import { ApplicationFailure } from '@temporalio/common';
import type { ReembedActivities, ReviewActivities } from '#activities/clustering/index';
import type { ReembedInput, ReviewGroupingInput } from '#workflows/messages';
import { attributesOf } from '#workflows/search-attributes';
import { workflowIds } from '../workflow-ids.ts';
import { ended } from './ended.ts';
import type { Scenario } from './scenario.ts';
import type { Stage } from './stage.ts';

const gone = async (): Promise<never> => {
  throw ApplicationFailure.nonRetryable('The project is gone.', 'not_found');
};

async function reembed(stage: Stage, projectId: string, input: Partial<ReembedInput> = {}) {
  const workflowId = workflowIds.reembed(projectId);
  const whole: ReembedInput = { projectId, space: 'gemini/gemini-embedding-2/1536', retryMs: 50, ...input };
  const handle = await stage.client.workflow.start('reembed', {
    workflowId,
    taskQueue: stage.queues.core,
    args: [whole],
    typedSearchAttributes: attributesOf({ projectId, kind: 'reembed' }),
  });
  return { workflowId, runId: handle.firstExecutionRunId };
}

/** So many chunks of 64, each of which the model refuses once. */
function space(chunks: number, replaced: Partial<ReembedActivities> = {}): ReembedActivities {
  const refused = new Set<string | null>();
  return {
    beginReembed: async () => ({ total: chunks * 64 }),
    async reembedChunk({ cursor }) {
      if (!refused.has(cursor)) {
        refused.add(cursor);
        throw ApplicationFailure.nonRetryable('The model refused.', 'vendor_refused');
      }
      const next = Number(cursor ?? 0) + 1;
      return { embedded: 64, cursor: next < chunks ? String(next) : null };
    },
    switchSpace: async () => ({ switched: true }),
    ...replaced,
  };
}

const survey = (end: string, activities: Scenario['activities'], ask: (stage: Stage, projectId: string) => Promise<unknown>): Scenario => ({
  workflow: 'surveyClusters',
  end,
  activities,
  async play(stage, projectId) {
    await ask(stage, projectId).catch(() => undefined);
    const query = `SoulProject = "${projectId}" AND SoulKind = "survey"`;
    for (;;) for await (const { workflowId, runId } of stage.client.workflow.list({ query })) return { workflowId, runId };
  },
});

/** So many pages of projects, of which every third cannot be looked at. */
function night(pages: number): ReviewActivities {
  return {
    async projectsToReview({ after }) {
      const page = after === null ? 0 : Number(after);
      return { projectIds: [0, 1, 2].map((i) => `project-${page}-${i}`), next: page + 1 < pages ? String(page + 1) : null };
    },
    reviewCleanup: async ({ projectId }) => (projectId.endsWith('2') ? gone() : { proposals: 4 }),
    reviewBounds: async () => ({ answers: 160, proposed: 1, applied: 0 }),
  };
}

const review = (
  end: string,
  activities: Scenario['activities'],
  as: Parameters<typeof ended>[2],
  input: ReviewGroupingInput = {},
): Scenario => ({
  workflow: 'reviewGrouping',
  end,
  activities,
  async play(stage, projectId) {
    const workflowId = `${workflowIds.review()}:${projectId}`;
    const handle = await stage.client.workflow.start('reviewGrouping', {
      workflowId,
      taskQueue: stage.queues.core,
      args: [input],
      typedSearchAttributes: attributesOf({ kind: 'review' }),
    });
    return ended(stage.client, { workflowId, runId: handle.firstExecutionRunId }, as);
  },
});

export const grouping: Scenario[] = [
  review('completed', () => night(2), 'COMPLETED'),
  review('completed-one-project', () => night(1), 'COMPLETED', { projectId: 'project-asked' }),
  review('continued-as-new', () => night(50), 'CONTINUED_AS_NEW', { longAfterEvents: 40 }),
  review('failed', () => ({ ...night(2), projectsToReview: gone }), 'FAILED'),
  survey(
    'completed-cleanup',
    () => ({ proposeCleanup: async () => ({ kind: 'cleanup', proposals: [], lookedAt: 12, protected: 1 }) }),
    (stage, projectId) => stage.launcher.survey(projectId, { kind: 'cleanup' }),
  ),
  survey(
    'completed-backtest',
    () => ({ backtestBounds: async () => ({ kind: 'backtest', reports: 40, wouldJoin: [], wouldSplit: [], wouldSuggest: 3 }) }),
    (stage, projectId) => stage.launcher.survey(projectId, { kind: 'backtest', days: 7, of: 'issue', joinAt: 0.4, suggestAt: 0.1 }),
  ),
  survey(
    'failed',
    () => ({ proposeCleanup: gone }),
    (stage, projectId) => stage.launcher.survey(projectId, { kind: 'cleanup' }),
  ),
  {
    workflow: 'reembed',
    end: 'completed',
    activities: () => space(3),
    play: async (stage, projectId) => ended(stage.client, await reembed(stage, projectId), 'COMPLETED'),
  },
  {
    workflow: 'reembed',
    end: 'completed-superseded',
    activities: () =>
      space(3, {
        reembedChunk: async () => {
          throw ApplicationFailure.nonRetryable('The embedder fills another space now.', 'space_changed');
        },
      }),
    play: async (stage, projectId) => ended(stage.client, await reembed(stage, projectId), 'COMPLETED'),
  },
  {
    workflow: 'reembed',
    end: 'continued-as-new',
    activities: () => space(500),
    play: async (stage, projectId) => ended(stage.client, await reembed(stage, projectId, { longAfterEvents: 40 }), 'CONTINUED_AS_NEW'),
  },
  {
    workflow: 'reembed',
    end: 'failed-project-gone',
    activities: () => space(3, { reembedChunk: gone }),
    play: async (stage, projectId) => ended(stage.client, await reembed(stage, projectId), 'FAILED'),
  },
];
