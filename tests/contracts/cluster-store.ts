import { describe } from 'vitest';
import type { ClusterStore } from '#domain/ports/cluster-store';
import type { ReportStore } from '#domain/ports/report-store';
import { describeChangedWords } from './cluster-store/changed-words.ts';
import { describeCounts } from './cluster-store/counts.ts';
import { describeJobLog } from './cluster-store/job-log.ts';
import { describeLargeEdits } from './cluster-store/large-edits.ts';
import { describeLargeJoins } from './cluster-store/large-joins.ts';
import { describeLifecycle } from './cluster-store/lifecycle.ts';
import { describeList } from './cluster-store/list.ts';
import { describeRemovedReports } from './cluster-store/removed-reports.ts';
import { describeRuns } from './cluster-store/runs.ts';
import { describeSuggestions } from './cluster-store/suggestions.ts';
import { clusterStage } from './cluster-store/stage.ts';

/**
 * What every ClusterStore must do, next to the ReportStore of the same database.
 * @param cutOffAfter the same store, of whose calls so many are carried out; the answer to the last is lost, and every later one fails
 */
export function clusterStoreContract(
  name: string,
  stores: { clusters: ClusterStore; reports: ReportStore },
  cutOffAfter: (calls: number) => Promise<ClusterStore>,
): void {
  describe(`${name} as a store of clusters`, () => {
    const stage = clusterStage(stores);
    describeLifecycle(stage);
    describeList(stage);
    describeRuns(stage);
    describeCounts(stage);
    describeChangedWords(stage);
    describeJobLog(stage);
    describeSuggestions(stage);
    describeRemovedReports(stage);
    describeLargeEdits(stage, cutOffAfter);
    describeLargeJoins(stage, cutOffAfter);
  });
}
