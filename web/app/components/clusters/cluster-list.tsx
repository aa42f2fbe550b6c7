import type { ClusterBody } from '#domain/api-contract';
import { useEffect, useRef } from 'react';
import { Link, useNavigation, useSearchParams } from 'react-router';
import type { List } from '../../lib/list.ts';
import { useScrollMemory } from '../../lib/scroll-memory.ts';
import { plural } from '../../lib/time.ts';
import { type View, withView } from '../../lib/view.ts';
import { buttonClass } from '../ui/button.tsx';
import { ClusterRow } from './cluster-row.tsx';

interface ClusterListProps {
  list: List<ClusterBody>;
  view: View;
  projectId: string;
  selectedId: string | null;
  pendingId: string | null;
  onChoose: (id: string) => boolean;
}

/** The rows; further ones come as one scrolls. */
export function ClusterList({ list, view, projectId, selectedId, pendingId, onChoose }: ClusterListProps) {
  const box = useRef<HTMLDivElement>(null);
  useScrollMemory(box);
  return (
    <div ref={box} className="relative min-h-0 flex-1 overflow-y-auto">
      <ul aria-label={plural(list.total, 'cluster')}>
        {list.items.map((cluster) => (
          <ClusterRow
            key={cluster.id}
            cluster={cluster}
            to={`/p/${projectId}/clusters/${cluster.id}`}
            selected={cluster.id === selectedId}
            pending={cluster.id === pendingId ? 'Starting a fix' : null}
            onChoose={onChoose}
          />
        ))}
      </ul>
      {list.next_cursor !== null && <More view={view} left={list.total - list.items.length} />}
    </div>
  );
}

function More({ view, left }: { view: View; left: number }) {
  const [params] = useSearchParams();
  const link = useRef<HTMLAnchorElement>(null);
  const busy = useNavigation().state !== 'idle';
  useEffect(() => {
    const watcher = new IntersectionObserver(([entry]) => entry?.isIntersecting && !busy && link.current?.click(), { rootMargin: '800px' });
    if (link.current) watcher.observe(link.current);
    return () => watcher.disconnect();
  }, [busy]);
  return (
    <p className="flex justify-center p-3">
      <Link ref={link} to={withView(params, { more: String(view.more + 1) })} replace preventScrollReset className={buttonClass('quiet')}>
        {busy ? 'Reading on' : `Show more, ${left.toLocaleString('en-US')} left`}
      </Link>
    </p>
  );
}
