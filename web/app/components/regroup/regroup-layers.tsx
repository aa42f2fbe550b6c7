import type { RegroupLayer } from '../../lib/regroup-layer.ts';
import { DismissDialog } from './dismiss-dialog.tsx';
import { MergeDialog } from './merge-dialog.tsx';
import { MoveDialog } from './move-dialog.tsx';
import { RemoveDialog } from './remove-dialog.tsx';
import { RenameDialog } from './rename-dialog.tsx';
import { SnoozeDialog } from './snooze-dialog.tsx';
import { SplitDialog } from './split-dialog.tsx';

export function RegroupLayers({ layer, onClose }: { layer: RegroupLayer; onClose: () => void }) {
  switch (layer.kind) {
    case 'merge':
      return <MergeDialog layer={layer} onClose={onClose} />;
    case 'split':
      return <SplitDialog layer={layer} onClose={onClose} />;
    case 'move':
      return <MoveDialog layer={layer} onClose={onClose} />;
    case 'remove':
      return <RemoveDialog layer={layer} onClose={onClose} />;
    case 'snooze':
      return <SnoozeDialog layer={layer} onClose={onClose} />;
    case 'dismiss':
      return <DismissDialog layer={layer} onClose={onClose} />;
    case 'rename':
      return <RenameDialog layer={layer} onClose={onClose} />;
  }
}
