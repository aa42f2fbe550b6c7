import type { OperationBody } from '#domain/api-contract';
import { redirect } from 'react-router';
import type { Api } from './api.server.ts';
import { leadsTo } from './leads-to.ts';
import type { List } from './list.ts';

const LOOKED_AT = 20;

/** The cluster that took in the reports of one that is not there any more, by what people did last; null: nobody knows. */
export async function successorOf(api: Pick<Api, 'call'>, projectId: string, clusterId: string): Promise<string | null> {
  const query = { project_id: projectId, cluster_id: clusterId, limit: LOOKED_AT };
  const answer = await api.call<List<OperationBody>>('GET', '/regroup', { query });
  if (!answer.ok) return null;
  for (const operation of answer.value.items) {
    const undone = operation.state === 'undone';
    if (!undone && operation.state !== 'applied') continue;
    const to = leadsTo(operation, clusterId, undone);
    if (to) return to;
  }
  return null;
}

/**
 * Links to a cluster stay good after it was merged away.
 * @throws a redirect to the cluster its reports are in now, else what the reading threw
 */
export async function orItsSuccessor<T>(api: Pick<Api, 'call'>, projectId: string, clusterId: string, reading: Promise<T>): Promise<T> {
  try {
    return await reading;
  } catch (error) {
    const isGone = (error as { init?: ResponseInit | null }).init?.status === 404;
    const to = isGone ? await successorOf(api, projectId, clusterId) : null;
    if (to === null) throw error;
    throw redirect(`/p/${projectId}/clusters/${to}`);
  }
}
