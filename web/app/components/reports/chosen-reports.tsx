import type { ClusterDetailBody } from '#domain/api-contract';
import { useRegrouping } from '../../lib/regrouping.ts';
import type { Selection } from '../../lib/selection.ts';
import { useSplit } from '../../lib/use-split.ts';
import { Button } from '../ui/button.tsx';
import { Kbd } from '../ui/kbd.tsx';

/** What can be done with the chosen reports of a cluster. */
export function ChosenReports({ cluster, selection }: { cluster: ClusterDetailBody; selection: Selection }) {
  const { ask, run } = useRegrouping();
  const { chosen, clear } = selection;
  const split = useSplit(cluster, selection);
  if (chosen.size === 0) return null;
  const reports = [...chosen];
  const remove = () => {
    if (reports.length > 1) return ask({ kind: 'remove', reports, onDone: clear });
    clear();
    void run([{ kind: 'remove', reports }]);
  };
  return (
    <div
      role="toolbar"
      aria-label="Chosen reports"
      className="flex flex-wrap items-center gap-2 border-b border-line bg-accent-soft px-3.5 py-1.5"
    >
      <span className="nums font-medium" role="status">
        {chosen.size} selected
      </span>
      <Button small disabled={split === null} title={split ? undefined : 'Leave at least one'} onClick={() => split?.()}>
        Split off <Kbd>S</Kbd>
      </Button>
      <Button small onClick={() => ask({ kind: 'move', cluster, reports, onDone: clear })}>
        Move to
      </Button>
      <Button small disabled={split === null} title={split ? undefined : 'Leave at least one'} onClick={remove}>
        Remove
      </Button>
      <Button small look="quiet" onClick={clear}>
        Clear
      </Button>
    </div>
  );
}
