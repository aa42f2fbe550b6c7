import { ApplicationFailure } from '@temporalio/common';
import type { StoreBatchResult } from '#activities/ingestion/index';
import type { IngestBatchesInput } from '#workflows/messages';
import { attributesOf } from '#workflows/search-attributes';
import { workflowIds } from '../workflow-ids.ts';
import { ended } from './ended.ts';
import type { Scenario } from './scenario.ts';
import type { Stage } from './stage.ts';

const batch = (counts: Partial<StoreBatchResult> = {}): StoreBatchResult => ({
  ...{ stored: 0, repeats: 0, updated: 0, filtered: 0, routed: 0, parked: 0, deadLetters: 0, bySource: {}, more: false },
  ...counts,
});

/** As the launcher does, but with the run's id. */
async function start(stage: Stage, projectId: string, input: Partial<IngestBatchesInput>): Promise<{ workflowId: string; runId: string }> {
  const workflowId = workflowIds.ingest(projectId);
  const handle = await stage.client.workflow.signalWithStart('ingestBatches', {
    workflowId,
    taskQueue: stage.queues.core,
    args: [{ projectId, lingerMs: 60_000, ...input } satisfies IngestBatchesInput],
    typedSearchAttributes: attributesOf({ projectId, kind: 'ingest' }),
    signal: 'wake',
  });
  return { workflowId, runId: handle.signaledRunId };
}

export const ingestion: Scenario[] = [
  {
    workflow: 'ingestBatches',
    end: 'completed',
    activities: () => {
      const batches = [
        batch({ stored: 200, bySource: { sentry: 200 }, more: true }),
        batch({ stored: 37, repeats: 3, bySource: { github: 40 } }),
      ];
      return { storeBatch: async () => batches.shift() ?? batch() };
    },
    play: async (stage, projectId) => ended(stage.client, await start(stage, projectId, { lingerMs: 200 }), 'COMPLETED'),
  },
  {
    workflow: 'ingestBatches',
    end: 'continued-as-new',
    activities: () => ({ storeBatch: async () => batch({ stored: 1, bySource: { manual: 1 } }) }),
    async play(stage, projectId) {
      const run = await start(stage, projectId, { longAfterEvents: 30 });
      const wakes = setInterval(() => stage.launcher.wakeIngest(projectId), 20);
      try {
        return await ended(stage.client, run, 'CONTINUED_AS_NEW');
      } finally {
        clearInterval(wakes);
      }
    },
  },
  {
    workflow: 'ingestBatches',
    end: 'continued-as-new-while-busy',
    activities: () => ({ storeBatch: async () => batch({ stored: 200, bySource: { sentry: 200 }, more: true }) }),
    play: async (stage, projectId) => ended(stage.client, await start(stage, projectId, { longAfterEvents: 20 }), 'CONTINUED_AS_NEW'),
  },
  {
    workflow: 'ingestBatches',
    end: 'failed',
    activities: () => ({
      storeBatch: async () => {
        throw ApplicationFailure.nonRetryable('No such project.', 'not_found');
      },
    }),
    play: async (stage, projectId) => ended(stage.client, await start(stage, projectId, {}), 'FAILED'),
  },
  {
    workflow: 'ingestBatches',
    end: 'cancelled',
    activities: () => ({ storeBatch: async () => batch() }),
    async play(stage, projectId) {
      const run = await start(stage, projectId, {});
      await stage.client.workflow.getHandle(run.workflowId).cancel();
      return ended(stage.client, run, 'CANCELLED');
    },
  },
];
