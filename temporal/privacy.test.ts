import { randomBytes, randomUUID } from 'node:crypto';
import proto from '@temporalio/proto';
import { expect, inject, it, vi } from 'vitest';
import { UnavailableError } from '#domain/errors';
import type { IngestBatchesInput } from '#workflows/messages';
import { createDataConverter } from './data-converter.ts';
import { openStage, type StageOptions } from './scenarios/stage.ts';

/** Everything a history can hold: input, memo, summaries, details, results, failures of tries and of the end. */
const CANARIES = [
  'canary-in-input',
  'canary-in-memo',
  'canary-in-summary',
  'canary-in-details',
  'canary-in-result',
  'canary-in-failure',
  'canary-in-failure-details',
  'canary-in-stack',
  'waiting for deliveries',
];

async function rawHistory(dataConverter?: StageOptions['dataConverter']): Promise<{ bytes: string; currentDetails: string }> {
  let calls = 0;
  const stage = await openStage({
    ...inject('temporal'),
    ...(dataConverter && { dataConverter }),
    activities: {
      async storeBatch() {
        if (++calls === 1)
          throw namedAfterCanary(new UnavailableError('canary-in-failure', { details: { service: 'canary-in-failure-details' } }));
        if (calls === 3) throw Object.assign(new Error('canary-in-failure'), { stack: 'Error\n    at canary-in-stack (file.ts:1:1)' });
        const bySource = { 'canary-in-result': 1 } as Record<string, number>;
        return { stored: 1, repeats: 0, updated: 0, filtered: 0, routed: 0, parked: 0, deadLetters: 0, bySource, more: calls === 2 };
      },
    },
  });
  try {
    const input: IngestBatchesInput = { projectId: 'canary-in-input', lingerMs: 60_000 };
    const handle = await stage.client.workflow.start('ingestBatches', {
      workflowId: `privacy:${randomUUID()}`,
      taskQueue: stage.queues.core,
      args: [input],
      memo: { note: 'canary-in-memo' },
      staticSummary: 'canary-in-summary',
      staticDetails: 'canary-in-details',
    });
    await vi.waitFor(() => expect(calls).toBeGreaterThanOrEqual(4), { timeout: 10_000 });
    const { currentDetails } = await handle.query<{ currentDetails: string }>('__temporal_workflow_metadata');
    await handle.terminate();
    const history = await handle.fetchHistory();
    return { bytes: Buffer.from(proto.temporal.api.history.v1.History.encode(history).finish()).toString('latin1'), currentDetails };
  } finally {
    await stage.close();
  }
}

function namedAfterCanary(error: Error): Error {
  error.stack = `${error.name}: ${error.message}\n    at canary-in-stack (file.ts:1:1)`;
  return error;
}

it('nothing we write can be read in a history', async () => {
  const { bytes, currentDetails } = await rawHistory(createDataConverter(randomBytes(32).toString('base64')));

  expect(CANARIES.filter((canary) => bytes.includes(canary))).toEqual([]);
  // And with the key it can.
  expect(currentDetails).toContain('canary-in-result');
});

it('the search above would find each of them', async () => {
  const { bytes } = await rawHistory({});

  expect(CANARIES.filter((canary) => !bytes.includes(canary))).toEqual([]);
});
