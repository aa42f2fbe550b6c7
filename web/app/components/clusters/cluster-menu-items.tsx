import type { ClusterBody } from '#domain/api-contract';
import type { ReactNode } from 'react';
import { useClusterActions } from '../../lib/cluster-actions.ts';
import { AlarmClock, Archive, CircleCheck, Lock, LockOpen, Merge, Pencil, RotateCcw } from '../ui/icons.tsx';
import { menuItem } from '../ui/menu.tsx';

const ICON = { size: 14 } as const;

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
