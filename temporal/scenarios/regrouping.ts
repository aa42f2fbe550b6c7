import { ApplicationFailure } from '@temporalio/common';
import type { OperationOutcome, RegroupingActivities } from '#activities/regrouping/index';
import type { RegroupInput } from '#workflows/messages';
import { attributesOf } from '#workflows/search-attributes';
import { workflowIds } from '../workflow-ids.ts';
import { ended } from './ended.ts';
import type { Scenario } from './scenario.ts';
import type { Stage } from './stage.ts';

type Fakes = RegroupingActivities & { summarizeClusters: (input: { clusterIds: string[] }) => Promise<{ summarized: number }> };

const done =
  (fields: Partial<OperationOutcome> = {}) =>
  async (): Promise<OperationOutcome> => ({
    ...{ outcome: 'applied', code: null, moved: 3 },
    ...fields,
  });
const fakes = (replaced: Partial<Fakes> = {}): Fakes => ({
  applyOperation: done(),
  undoOperation: done({ outcome: 'undone' }),
  settleOperation: async () => ({ clusterIds: Array.from({ length: 60 }, (_, i) => `cluster-${i}`) }),
  summarizeClusters: async ({ clusterIds }) => ({ summarized: clusterIds.length }),
  ...replaced,
});
const refused = async () => {
  throw ApplicationFailure.nonRetryable('The model says no.', 'vendor_refused');
};
const gone = async () => {
  throw ApplicationFailure.nonRetryable('The project is gone.', 'not_found');
};

async function start(stage: Stage, projectId: string, undo: boolean) {
  const input: RegroupInput = { projectId, operationId: projectId, undo };
  const workflowId = workflowIds.regroup(projectId, projectId, undo);
  const handle = await stage.client.workflow.start('regroup', {
    workflowId,
    taskQueue: stage.queues.core,
    args: [input],
    typedSearchAttributes: attributesOf({ projectId, kind: 'regroup' }),
  });
  return { workflowId, runId: handle.firstExecutionRunId };
}

const scenario = (end: string, replaced: Partial<Fakes>, undo: boolean, as: 'COMPLETED' | 'FAILED' = 'COMPLETED'): Scenario => ({
  workflow: 'regroup',
  end,
  activities: () => fakes(replaced),
  play: async (stage, projectId) => ended(stage.client, await start(stage, projectId, undo), as),
});

export const regrouping: Scenario[] = [
  {
    workflow: 'regroup',
    end: 'completed',
    activities: fakes,
    async play(stage, projectId) {
      await stage.launcher.regroup({ projectId, operationId: projectId, undo: false });
      return ended(stage.client, { workflowId: workflowIds.regroup(projectId, projectId, false) }, 'COMPLETED');
    },
  },
  scenario('completed-undone', {}, true),
  scenario('completed-refused', { applyOperation: done({ outcome: 'refused', code: 'changed', moved: 0 }) }, false),
  scenario('completed-without-model', { summarizeClusters: refused }, false),
  scenario('failed', { applyOperation: gone }, false, 'FAILED'),
];
