import type { ClusterBody } from '#domain/api-contract';
import { useBulkActions } from '../../lib/bulk-actions.ts';
import type { Selection } from '../../lib/selection.ts';
import { Button } from '../ui/button.tsx';
import { AlarmClock, Archive, Merge } from '../ui/icons.tsx';

const ICON = { size: 14 } as const;

/** What can be done with the chosen clusters at once; the selection stays, so that what did not apply can be seen. */
export function BulkBar({ clusters, selection }: { clusters: readonly ClusterBody[]; selection: Selection }) {
  const { merge, snooze, dismiss } = useBulkActions(clusters);
  return (
    <div
      role="toolbar"
      aria-label="Chosen clusters"
      className="flex flex-wrap items-center gap-2 border-t border-line bg-panel px-[18px] py-2 max-[720px]:px-3"
    >
      <span className="nums font-medium" role="status">
        {clusters.length} selected
      </span>
      <Button small onClick={() => merge?.()}>
        <Merge {...ICON} />
        Merge
      </Button>
      <Button small onClick={snooze}>
        <AlarmClock {...ICON} />
        Snooze
      </Button>
      <Button small onClick={dismiss}>
        <Archive {...ICON} />
        Dismiss
      </Button>
      <Button small look="quiet" onClick={selection.clear}>
        Clear
      </Button>
    </div>
  );
}
