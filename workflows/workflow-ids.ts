/** Workflow ids are idempotency keys: one place spells them. Lower case, colon-separated, ids only (they are not encrypted). */
export const workflowIds = {
  ingest: (projectId: string) => `ingest:${projectId}`,
  coordinator: (projectId: string) => `cluster:${projectId}`,
  clusterRun: (projectId: string, seq: number) => `cluster-run:${projectId}:${seq}`,
  fix: (projectId: string, clusterId: string) => `fix:${projectId}:${clusterId}`,
} as const;
