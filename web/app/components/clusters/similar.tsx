import type { ClusterBody, SimilarBody } from '#domain/api-contract';
import { Network } from 'lucide-react';
import { Link } from 'react-router';
import { useAsked } from '../../lib/ask-api.ts';
import { useProject } from '../../lib/project-data.ts';
import { useRegrouping } from '../../lib/regrouping.ts';
import { plural } from '../../lib/time.ts';
import { Button } from '../ui/button.tsx';
import { Card } from '../ui/card.tsx';

const SHOWN = 5;
const BANDS: Record<SimilarBody['band'], string> = {
  join: 'alike enough to join',
  suggest: 'may be the same',
  below: 'below the bounds',
  apart: 'kept apart by a person',
};

/** The nearest other clusters with their scores, and the way to make them one. */
export function Similar({ cluster }: { cluster: ClusterBody }) {
  const { project } = useProject();
  const { ask } = useRegrouping();
  const answer = useAsked<{ items: SimilarBody[] }>(`/clusters/${cluster.id}/similar`, { again: cluster.updated_at });
  return (
    <Card title="Similar clusters" icon={<Network size={15} strokeWidth={1.75} aria-hidden="true" />}>
      {answer === null && <p className="late text-muted">Comparing it with the others.</p>}
      {answer?.ok === false && <p className="text-muted">{answer.error.message}</p>}
      {answer?.ok === true && answer.value.items.length === 0 && <p className="text-muted">No other cluster is like it.</p>}
      {answer?.ok === true && (
        <ul className="flex flex-col gap-2">
          {answer.value.items.slice(0, SHOWN).map((each) => (
            <li key={each.cluster_id} className="flex items-center gap-2">
              <div className="min-w-0 flex-1">
                <Link to={`/p/${project.id}/clusters/${each.cluster_id}`} className="block truncate hover:underline">
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
      )}
    </Card>
  );
}
