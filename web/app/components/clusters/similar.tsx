import type { ClusterBody, SimilarBody } from '#domain/api-contract';
import { lazy, Suspense } from 'react';
import { useAsked } from '../../lib/ask-api.ts';
import { Card } from '../ui/card.tsx';
import { Network } from '../ui/icons.tsx';

// Comes while the clusters are compared.
const SimilarList = lazy(() => import('./similar-list.tsx').then((all) => ({ default: all.SimilarList })));

/** The nearest other clusters with their scores, and the way to make them one. */
export function Similar({ cluster }: { cluster: ClusterBody }) {
  const answer = useAsked<{ items: SimilarBody[] }>(`/clusters/${cluster.id}/similar`, { again: cluster.updated_at });
  return (
    <Card title="Similar clusters" icon={<Network size={15} />}>
      {answer === null && <p className="late text-muted">Comparing it with the others.</p>}
      {answer?.ok === false && <p className="text-muted">{answer.error.message}</p>}
      {answer?.ok === true && answer.value.items.length === 0 && <p className="text-muted">No other cluster is like it.</p>}
      {answer?.ok === true && answer.value.items.length > 0 && (
        <Suspense>
          <SimilarList cluster={cluster} similar={answer.value.items} />
        </Suspense>
      )}
    </Card>
  );
}
