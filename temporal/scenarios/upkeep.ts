import { attributesOf } from '#workflows/search-attributes';
import { workflowIds } from '../workflow-ids.ts';
import { ended } from './ended.ts';
import type { Scenario } from './scenario.ts';

/** So many full chunks, then one that is not. */
const chunks = (full: number) => {
  let left = full;
  return async () => (left-- > 0 ? { deleted: 5_000, more: true } : { deleted: 12, more: false });
};

const sweep = (end: string, fullChunks: number): Scenario => ({
  workflow: 'sweep',
  end,
  activities: () => ({
    releaseParked: async () => ({ released: 3, projects: 1 }),
    expireParked: async () => ({ expired: 1 }),
    wakeWaitingClustering: async () => ({ woken: 2 }),
    wakeSnoozed: async () => ({ awoken: 1 }),
    agreeSchedules: async () => ({ created: 0, removed: 1 }),
    deleteOldDeliveries: chunks(fullChunks),
  }),
  play: async (stage, projectId) => {
    const workflowId = `${workflowIds.sweep()}:${projectId}`;
    const handle = await stage.client.workflow.start('sweep', {
      workflowId,
      taskQueue: stage.queues.core,
      args: [],
      typedSearchAttributes: attributesOf({ projectId, kind: 'sweep' }),
    });
    return ended(stage.client, { workflowId, runId: handle.firstExecutionRunId }, 'COMPLETED');
  },
});

export const upkeep: Scenario[] = [sweep('completed', 1), sweep('completed-with-snoozed', 1), sweep('completed-with-more-left', 1_000)];
