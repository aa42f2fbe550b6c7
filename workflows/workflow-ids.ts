/** Workflow ids are idempotency keys: one place spells them. Lower case, colon-separated, ids only (they are not encrypted). */
export const workflowIds = {
  ingest: (projectId: string) => `ingest:${projectId}`,
  coordinator: (projectId: string) => `cluster:${projectId}`,
  clusterRun: (projectId: string, seq: number) => `cluster-run:${projectId}:${seq}`,
  /** `question` is an id of its own: the same question asked twice is asked once. */
  survey: (projectId: string, question: string) => `survey:${projectId}:${question}`,
  reembed: (projectId: string) => `reembed:${projectId}`,
  /** Schedules have the id of what they start; Temporal adds the time to each run's. */
  syncGithub: (projectId: string, repository: string) => `sync:${projectId}:${repository.toLowerCase()}`,
  pollReddit: (subreddit: string) => `poll:reddit:${subreddit}`,
  pullSource: (projectId: string, source: string) => `pull:${projectId}:${source}`,
  regroup: (projectId: string, operationId: string, undo: boolean) => `regroup:${projectId}:${operationId}${undo ? ':undo' : ''}`,
  /** Asked for by a person; `review` looks at all of them. */
  reviewNow: (projectId: string) => `review:${projectId}`,
  /** One each for the installation. */
  sweep: () => 'sweep',
  review: () => 'review',
  fix: (projectId: string, clusterId: string) => `fix:${projectId}:${clusterId}`,
} as const;
