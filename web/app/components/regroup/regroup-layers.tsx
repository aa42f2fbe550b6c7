import type { ClusterRef } from '../../lib/regroup-commands.ts';
import { DismissDialog } from './dismiss-dialog.tsx';
import { MergeDialog } from './merge-dialog.tsx';
import { MoveDialog } from './move-dialog.tsx';
import { RenameDialog } from './rename-dialog.tsx';
import { SnoozeDialog } from './snooze-dialog.tsx';
import { SplitDialog } from './split-dialog.tsx';

/** What a person is asked before the grouping changes. `onDone`: it was carried out. */
export type RegroupLayer =
  | { kind: 'merge'; clusters: readonly ClusterRef[]; onDone?: () => void }
  | { kind: 'split'; cluster: ClusterRef; reports: readonly string[]; onDone?: () => void }
  | { kind: 'move'; cluster: ClusterRef; reports: readonly string[]; onDone?: () => void }
  | { kind: 'snooze'; clusters: readonly ClusterRef[]; onDone?: () => void }
  | { kind: 'dismiss'; clusters: readonly ClusterRef[]; onDone?: () => void }
  | { kind: 'rename'; cluster: ClusterRef & { summary: string }; onDone?: () => void };

export type LayerProps<K extends RegroupLayer['kind']> = { layer: Extract<RegroupLayer, { kind: K }>; onClose: () => void };

export function RegroupLayers({ layer, onClose }: { layer: RegroupLayer; onClose: () => void }) {
  switch (layer.kind) {
    case 'merge':
      return <MergeDialog layer={layer} onClose={onClose} />;
    case 'split':
      return <SplitDialog layer={layer} onClose={onClose} />;
    case 'move':
      return <MoveDialog layer={layer} onClose={onClose} />;
    case 'snooze':
      return <SnoozeDialog layer={layer} onClose={onClose} />;
    case 'dismiss':
      return <DismissDialog layer={layer} onClose={onClose} />;
    case 'rename':
      return <RenameDialog layer={layer} onClose={onClose} />;
  }
}
