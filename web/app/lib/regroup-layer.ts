import type { ClusterRef } from './regroup-commands.ts';

/** What a person is asked before the grouping changes. `onDone`: it was carried out. */
export type RegroupLayer =
  | { kind: 'merge'; clusters: readonly ClusterRef[]; onDone?: () => void }
  | { kind: 'split'; cluster: ClusterRef; reports: readonly string[]; onDone?: () => void }
  | { kind: 'remove'; reports: readonly string[]; onDone?: () => void }
  | { kind: 'move'; cluster: ClusterRef; reports: readonly string[]; onDone?: () => void }
  | { kind: 'snooze'; clusters: readonly ClusterRef[]; onDone?: () => void }
  | { kind: 'dismiss'; clusters: readonly ClusterRef[]; onDone?: () => void }
  | { kind: 'rename'; cluster: ClusterRef & { summary: string }; onDone?: () => void };

export type LayerProps<K extends RegroupLayer['kind']> = { layer: Extract<RegroupLayer, { kind: K }>; onClose: () => void };
