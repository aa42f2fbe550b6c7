import type { ClusterBody, SimilarBody } from '#domain/api-contract';
import { Link } from 'react-router';
import { useRegrouping } from '../../lib/regrouping.ts';
import { plural } from '../../lib/time.ts';
import { Button } from '../ui/button.tsx';

const SHOWN = 5;
const BANDS: Record<SimilarBody['band'], string> = {
  join: 'alike enough to join',
  suggest: 'may be the same',
  below: 'below the bounds',
  apart: 'kept apart by a person',
};

/** The nearest of them, each with its score and the way to make the two one. */
export function SimilarList({ cluster, similar }: { cluster: ClusterBody; similar: readonly SimilarBody[] }) {
  const { ask } = useRegrouping();
  return (
    <ul className="flex flex-col gap-2">
      {similar.slice(0, SHOWN).map((each) => (
        <li key={each.cluster_id} className="flex items-center gap-2">
          <div className="min-w-0 flex-1">
            <Link
              to={`/p/${cluster.project_id}/clusters/${each.cluster_id}`}
              dir="auto"
              className="block truncate text-left hover:underline"
            >
              {each.title}
            </Link>
            <p className="truncate text-sm text-muted" title={each.sentence}>
              {BANDS[each.band]} · {plural(each.count, 'report')}
            </p>
          </div>
          <code title={each.sentence} className="text-muted">
            {each.score.toFixed(2)}
          </code>
          <Button
            small
            look="quiet"
            aria-label={`Merge with ${each.title}`}
            onClick={() => ask({ kind: 'merge', clusters: [cluster, { id: each.cluster_id, title: each.title, count: each.count }] })}
          >
            Merge
          </Button>
        </li>
      ))}
    </ul>
  );
}
