import { workflowInfo } from '@temporalio/workflow';

/** Replay costs 1-2 ms an event where a worker has lost the run from its cache; so runs of entities stay short. */
const LONG_EVENTS = 1_000;

/**
 * Whether this run of a long-lived workflow should make way for a new one. `when-idle` first: a continue-as-new that races with a
 * signal is refused and replayed. `now`: even while busy, because the history grows faster than it gets a quiet moment.
 */
export function runLength(longAfterEvents = LONG_EVENTS): 'fine' | 'when-idle' | 'now' {
  const { historyLength, continueAsNewSuggested } = workflowInfo();
  if (continueAsNewSuggested || historyLength >= longAfterEvents * 1.8) return 'now';
  return historyLength >= longAfterEvents ? 'when-idle' : 'fine';
}
