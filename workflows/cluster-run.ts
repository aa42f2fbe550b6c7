import {
  ActivityFailure,
  CancellationScope,
  isCancellation,
  log,
  proxyActivities,
  setCurrentDetails,
  workflowInfo,
} from '@temporalio/workflow';
import type { ClusteringActivities } from '#activities/clustering/index';
import { runKeyOf } from '#domain/cluster-job';
import { activityOptions } from './activity-options.ts';
import type { ClusterRunInput, ClusterRunResult } from './messages.ts';

const MAX_REPORTS = 1_000;
const CHUNK_REPORTS = 64;
/** Chunks that are embedded at the same time. */
const CHUNK_WINDOW = 4;
/** summarizeClusters takes this many. */
const SUMMARY_CHUNK = 50;

interface Run {
  projectId: string;
  runKey: string;
}

/**
 * One pass over a project's ungrouped reports: claim, embed, decide, write vectors, write clusters, summarise, judge. Ids stay in the stores
 * under the run's key; the history has counts. Whatever happens, what was claimed and not grouped goes back.
 */
export async function clusterRun({ projectId, seq }: ClusterRunInput): Promise<ClusterRunResult> {
  const { parent, runId } = workflowInfo();
  const run: Run = { projectId, runKey: runKeyOf(projectId, seq, parent?.runId ?? runId) };
  const { releaseRun } = proxyActivities<ClusteringActivities>(activityOptions('cleanup'));
  try {
    return await group(run);
  } finally {
    await CancellationScope.nonCancellable(() => releaseRun.executeWithOptions({ summary: 'what the run leaves behind' }, [run]));
  }
}

async function group(run: Run): Promise<ClusterRunResult> {
  const store = proxyActivities<ClusteringActivities>(activityOptions('store'));
  const compute = proxyActivities<ClusteringActivities>(activityOptions('compute'));

  const { claimed, more } = await store.claimUnclustered({ ...run, max: MAX_REPORTS });
  if (claimed === 0) return { claimed: 0, joined: 0, opened: 0, more: false };

  const embedded = await embed(run, claimed);
  setCurrentDetails(`${claimed} claimed, ${embedded} with a vector. Deciding.`);
  await compute.assignClusters.executeWithOptions({ summary: `${claimed} reports` }, [run]);
  if (embedded > 0) await store.writeVectors.executeWithOptions({ summary: `${embedded} vectors` }, [run]);
  const { clusterIds, joined, opened, suggested = 0 } = await compute.persistClusters(run);
  setCurrentDetails(`${claimed} claimed, ${joined} joined a cluster, ${opened} opened one. Summarising ${clusterIds.length} clusters.`);
  await summarize(run.projectId, clusterIds);
  // Without a model, and in runs that were open when this came, nothing is.
  if (suggested > 0) await judge(run, suggested);
  setCurrentDetails(`${claimed} claimed, ${joined} joined a cluster, ${opened} opened one.`);
  return { claimed, joined, opened, more };
}

/**
 * Chunk by chunk, a few at a time. A model that stays away does not stop the grouping: words and fingerprints decide without vectors.
 * @returns how many reports have one
 */
async function embed(run: Run, claimed: number): Promise<number> {
  const { embedReports } = proxyActivities<ClusteringActivities>(activityOptions('embed'));
  let embedded = 0;
  let next = 0;
  let available = true;
  const lane = async () => {
    while (available && next < claimed) {
      const from = next;
      const to = Math.min(from + CHUNK_REPORTS, claimed);
      next = to;
      const done = await bounded(
        embedReports.executeWithOptions({ summary: `reports ${from + 1}-${to} of ${claimed}` }, [{ ...run, from, to }]),
      );
      if (done) embedded += done.embedded;
      else available = false;
      setCurrentDetails(`${claimed} claimed, ${embedded} with a vector so far.`);
    }
  };
  await Promise.all(Array.from({ length: CHUNK_WINDOW }, lane));
  return embedded;
}

async function summarize(projectId: string, clusterIds: string[]): Promise<void> {
  const { summarizeClusters } = proxyActivities<ClusteringActivities>(activityOptions('summarize'));
  for (let from = 0; from < clusterIds.length; from += SUMMARY_CHUNK) {
    const chunk = clusterIds.slice(from, from + SUMMARY_CHUNK);
    const done = await bounded(
      summarizeClusters.executeWithOptions({ summary: `${chunk.length} clusters` }, [{ projectId, clusterIds: chunk }]),
    );
    // They keep the text they have; the next report that joins brings them up again.
    if (!done) return;
  }
}

/** What stands beside a suggestion helps whoever answers it; a run is complete without. */
async function judge(run: Run, suggested: number): Promise<void> {
  const { judgeSuggestions } = proxyActivities<ClusteringActivities>(activityOptions('judge'));
  await bounded(judgeSuggestions.executeWithOptions({ summary: `${suggested} suggestions` }, [run]));
}

/** null where a model gave up within its bounds, which the run can do without. A cancellation goes on. */
async function bounded<T>(activity: Promise<T>): Promise<T | null> {
  try {
    return await activity;
  } catch (error) {
    if (!(error instanceof ActivityFailure) || isCancellation(error)) throw error;
    log.warn('a model is not available; the run goes on without it', { activity: error.activityType });
    return null;
  }
}
