import {
  ActivityFailure,
  ApplicationFailure,
  continueAsNew,
  isCancellation,
  proxyActivities,
  setCurrentDetails,
  setHandler,
  sleep,
} from '@temporalio/workflow';
import type { ReembedActivities } from '#activities/clustering/index';
import { activityOptions } from './activity-options.ts';
import { type ReembedInput, reembedProgress, type ReembedResult } from './messages.ts';
import { runLength } from './run-length.ts';

const CHUNK_REPORTS = 64;
const FIRST_RETRY_MS = 60_000;
const LONGEST_RETRY_MS = 15 * 60_000;

/**
 * Fills a project's space of another embedder, newest reports first, and switches to it when it is full. Until then nothing is compared in
 * it; what arrives meanwhile is written into it by the runs that group it. A model that stays away is asked again for as long as it takes.
 */
export async function reembed(input: ReembedInput): Promise<ReembedResult> {
  const { projectId, space } = input;
  const store = proxyActivities<ReembedActivities>(activityOptions('store'));
  const { reembedChunk } = proxyActivities<ReembedActivities>(activityOptions('embed'));
  let { cursor, done, total } = input.carried ?? { cursor: null, done: 0, total: 0 };
  setHandler(reembedProgress, () => ({ space, done, total }));
  if (!input.carried) ({ total } = await store.beginReembed({ projectId }));

  for (let failures = 0; ;) {
    setCurrentDetails(`${done} of ${total} reports have a vector in ${space}.`);
    try {
      const chunk = await reembedChunk.executeWithOptions({ summary: `${done} of ${total}` }, [
        { projectId, space, cursor, max: CHUNK_REPORTS },
      ]);
      failures = 0;
      done += chunk.embedded;
      total = Math.max(total, done);
      cursor = chunk.cursor;
      if (cursor === null) break;
    } catch (error) {
      if (!(error instanceof ActivityFailure) || isCancellation(error)) throw error;
      if (causeOf(error) === 'not_found') throw error;
      if (causeOf(error) === 'space_changed') return { end: 'superseded', done };
      setCurrentDetails(`${done} of ${total} reports have a vector in ${space}. The model does not answer; it is asked again.`);
      await sleep(Math.min((input.retryMs ?? FIRST_RETRY_MS) * 2 ** failures++, LONGEST_RETRY_MS), {
        summary: 'the model does not answer',
      });
    }
    if (runLength(input.longAfterEvents) !== 'fine') {
      await continueAsNew<typeof reembed>({ ...input, carried: { cursor, done, total } });
    }
  }

  const { switched } = await store.switchSpace({ projectId, space });
  setCurrentDetails(switched ? `${done} reports are compared in ${space} now.` : 'The embedder has changed again.');
  return { end: switched ? 'switched' : 'superseded', done };
}

function causeOf(error: ActivityFailure): string | null {
  return error.cause instanceof ApplicationFailure ? (error.cause.type ?? null) : null;
}
