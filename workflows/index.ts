/** Everything a worker can run; what the bundler is given. */
export { ingestBatches } from './ingest-batches.ts';
export { clusterCoordinator } from './cluster-coordinator.ts';
export { clusterRun } from './cluster-run.ts';
export { regroup } from './regroup.ts';
export { surveyClusters } from './survey-clusters.ts';
export { reviewGrouping } from './review-grouping.ts';
export { reembed } from './reembed.ts';
export { fixIssue } from './fix-issue.ts';
export { syncGithub } from './sync-github.ts';
export { pollReddit } from './poll-reddit.ts';
export { pullSource } from './pull-source.ts';
export { sweep } from './sweep.ts';
