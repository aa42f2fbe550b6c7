import type { StartFixAnswer } from '#domain/api-contract';
import { useFetcher } from 'react-router';
import type { ActionResult } from './api.server.ts';

/** The one address that fix buttons post to, from whichever screen. */
export const fixActionsPath = (projectId: string) => `/p/${projectId}/fix-actions`;
export type FixIntent = 'start_fix' | 'approve' | 'changes' | 'reject' | 'cancel';
export type FixActionResult = ActionResult<{ intent: FixIntent; started: StartFixAnswer | null }>;

/** Starting and approving from a list or a page: submits once, tells what the API said. */
export function useFixActions(projectId: string) {
  const fetcher = useFetcher<FixActionResult>();
  const busy = fetcher.state !== 'idle';
  const submit = (fields: Record<string, string>) => {
    if (busy) return;
    void fetcher.submit(fields, { method: 'post', action: fixActionsPath(projectId) });
  };
  return {
    busy,
    pendingIntent: fetcher.formData?.get('intent') ?? null,
    pendingCluster: fetcher.formData?.get('cluster_id') ?? null,
    result: fetcher.data ?? null,
    startFix: (clusterId: string) => submit({ intent: 'start_fix', cluster_id: clusterId, key: crypto.randomUUID() }),
    approve: (jobId: string, digest: string) => submit({ intent: 'approve', job_id: jobId, digest }),
  };
}
