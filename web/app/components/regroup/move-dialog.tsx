import { useState } from 'react';
import type { ClusterRef } from '../../lib/regroup-commands.ts';
import { plural } from '../../lib/time.ts';
import { Button } from '../ui/button.tsx';
import { Dialog } from '../ui/dialog.tsx';
import { ClusterPicker } from './cluster-picker.tsx';
import { Previewed } from './previewed.tsx';
import type { LayerProps } from '../../lib/regroup-layer.ts';

/** Reports go to another cluster, and never come back here by themselves. */
export function MoveDialog({ layer, onClose }: LayerProps<'move'>) {
  const [to, setTo] = useState<ClusterRef | null>(null);
  return (
    <Dialog
      open
      onOpenChange={(open) => !open && onClose()}
      title={`Move ${plural(layer.reports.length, 'report')}`}
      description="The machine keeps them with the others there, and apart from those here."
    >
      <div className="flex flex-col gap-3.5">
        {to === null ? (
          <ClusterPicker near={layer.cluster.id} without={[layer.cluster.id]} onPick={setTo} />
        ) : (
          <p className="flex items-center gap-2">
            <span className="min-w-0 flex-1 truncate">
              To <span className="font-semibold">{to.title}</span>
            </span>
            <Button small onClick={() => setTo(null)}>
              Another
            </Button>
          </p>
        )}
        <Previewed
          command={to && { kind: 'move', reports: [...layer.reports], to: to.id }}
          verb="Move"
          doing="Moving"
          onDone={layer.onDone}
          onClose={onClose}
        />
      </div>
    </Dialog>
  );
}
