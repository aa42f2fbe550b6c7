import { plural } from '../../lib/time.ts';
import { Dialog } from '../ui/dialog.tsx';
import { Previewed } from './previewed.tsx';
import type { LayerProps } from '../../lib/regroup-layer.ts';

/** Chosen reports become a cluster of their own. */
export function SplitDialog({ layer, onClose }: LayerProps<'split'>) {
  return (
    <Dialog
      open
      onOpenChange={(open) => !open && onClose()}
      title={`Split ${plural(layer.reports.length, 'report')} off`}
      description="They become a cluster of their own, and the machine never joins them with those that stay."
    >
      <Previewed
        command={{ kind: 'split', cluster: layer.cluster.id, reports: [...layer.reports] }}
        verb="Split"
        doing="Splitting"
        onDone={layer.onDone}
        onClose={onClose}
      />
    </Dialog>
  );
}
