import type { ClusterBody } from '#domain/api-contract';
import { lazy, Suspense } from 'react';
import type { Selection } from '../../lib/selection.ts';

const BulkBar = lazy(() => import('./bulk-bar.tsx').then((all) => ({ default: all.BulkBar })));

/** The bar of the chosen clusters; comes with the first choice. */
export function Bulk({ clusters, selection }: { clusters: readonly ClusterBody[]; selection: Selection }) {
  if (selection.chosen.size === 0) return null;
  return (
    <Suspense>
      <BulkBar clusters={clusters.filter(({ id }) => selection.chosen.has(id))} selection={selection} />
    </Suspense>
  );
}
