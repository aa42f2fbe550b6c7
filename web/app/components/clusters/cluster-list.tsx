import type { ClusterBody } from '#domain/api-contract';
import { useEffect, useRef } from 'react';
import { Link, useLocation, useNavigation, useSearchParams } from 'react-router';
import { rememberList } from '../../lib/last-list.ts';
import type { List } from '../../lib/list.ts';
import { clusterOf, pendingWords } from '../../lib/regroup-commands.ts';
import { useRegrouping } from '../../lib/regrouping.ts';
import { useScrollMemory } from '../../lib/scroll-memory.ts';
import type { Selection } from '../../lib/selection.ts';
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
  selection: Selection;
  onChoose: (id: string) => boolean;
}

/** The rows; further ones come as one scrolls. */
export function ClusterList({ list, view, projectId, selectedId, pendingId, selection, onChoose }: ClusterListProps) {
  const { pending, refused } = useRegrouping();
  const askedOf = (id: string) => {
    const command = pending.find((each) => clusterOf(each) === id || (each.kind === 'merge' && each.from.includes(id)));
    return command ? pendingWords(command) : null;
  };
  const box = useRef<HTMLDivElement>(null);
  useScrollMemory(box);
  const { pathname, search, state } = useLocation();
  useEffect(() => rememberList(pathname + search), [pathname, search]);
  useFocusOn(state);
  return (
    <div ref={box} className="relative min-h-0 flex-1 overflow-y-auto">
      <ul aria-label={plural(list.total, 'cluster')}>
        {list.items.map((cluster) => (
          <ClusterRow
            key={cluster.id}
            cluster={cluster}
            to={`/p/${projectId}/clusters/${cluster.id}`}
            selected={cluster.id === selectedId}
            pending={cluster.id === pendingId ? 'Starting a fix' : askedOf(cluster.id)}
            refused={refused.get(cluster.id)}
            checked={selection.chosen.has(cluster.id)}
            onCheck={selection.toggle}
            onChoose={onChoose}
          />
        ))}
      </ul>
      {list.next_cursor !== null && <More view={view} left={list.total - list.items.length} />}
    </div>
  );
}

/** The row of the cluster one comes back from. */
function useFocusOn(state: unknown): void {
  const from = (state as { from?: string } | null)?.from;
  useEffect(() => {
    if (from !== undefined) document.getElementById(`row-${from}`)?.focus({ preventScroll: true });
  }, [from]);
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
