import type { ClusterBody } from '#domain/api-contract';
import { AlarmClock, Archive, CircleCheck, Lock, LockOpen, Merge, Pencil, RotateCcw } from 'lucide-react';
import type { ReactNode } from 'react';
import { useClusterActions } from '../../lib/cluster-actions.ts';
import { menuItem } from '../ui/menu.tsx';

const ICON = { size: 14, strokeWidth: 1.75, 'aria-hidden': true } as const;

/** The choices of a cluster's menu. */
export function ClusterMenuItems({ cluster }: { cluster: ClusterBody }) {
  const actions = useClusterActions(cluster);
  const item = (run: (() => void) | null, icon: ReactNode, words: string) =>
    run && (
      <li>
        <button type="button" onClick={run} className={menuItem}>
          {icon}
          {words}
        </button>
      </li>
    );
  return (
    <ul aria-label="What to do with this cluster">
      {item(actions.merge, <Merge {...ICON} />, 'Merge')}
      {item(actions.snooze, <AlarmClock {...ICON} />, cluster.status === 'snoozed' ? 'Snooze longer' : 'Snooze')}
      {item(actions.dismiss, <Archive {...ICON} />, 'Dismiss')}
      {item(actions.resolve, <CircleCheck {...ICON} />, 'Resolve')}
      {item(actions.reopen, <RotateCcw {...ICON} />, cluster.status === 'snoozed' ? 'Wake' : 'Reopen')}
      {item(actions.rename, <Pencil {...ICON} />, 'Rename')}
      {cluster.locked
        ? item(actions.lock, <LockOpen {...ICON} />, 'Unlock')
        : item(actions.lock, <Lock {...ICON} />, 'Lock against the machine')}
    </ul>
  );
}
