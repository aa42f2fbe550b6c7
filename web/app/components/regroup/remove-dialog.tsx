import { plural } from '../../lib/time.ts';
import { Dialog } from '../ui/dialog.tsx';
import { Previewed } from './previewed.tsx';
import type { LayerProps } from '../../lib/regroup-layer.ts';

/** Chosen reports leave their cluster for good; the next run finds them another place. */
export function RemoveDialog({ layer, onClose }: LayerProps<'remove'>) {
  return (
    <Dialog
      open
      onOpenChange={(open) => !open && onClose()}
      title={`Remove ${plural(layer.reports.length, 'report')}`}
      description="They find another place, together or apart, and the machine never brings them back here."
    >
      <Previewed
        command={{ kind: 'remove', reports: [...layer.reports] }}
        verb="Remove"
        doing="Removing"
        onDone={layer.onDone}
        onClose={onClose}
      />
    </Dialog>
  );
}
