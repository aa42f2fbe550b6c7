import { createContext, use } from 'react';
import type { RegroupCommand } from './regroup-commands.ts';
import type { RegroupLayer } from './regroup-layer.ts';
import type { Refusal } from './regroup-run.ts';

export interface Regrouping {
  /** On their way; what the page shows counts as done until they are refused. */
  pending: readonly RegroupCommand[];
  /** Why the last try did not apply, by cluster. */
  refused: ReadonlyMap<string, string>;
  /** @returns what refused the first that was refused; null: all was done */
  run: (commands: readonly RegroupCommand[], digest?: string) => Promise<Refusal | null>;
  undo: (operationId: string) => Promise<void>;
  ask: (layer: RegroupLayer) => void;
}

/** RegroupProvider of components/regroup gives it. */
export const RegroupContext = createContext<Regrouping | null>(null);

export function useRegrouping(): Regrouping {
  const known = use(RegroupContext);
  if (!known) throw new Error('useRegrouping is used outside a project');
  return known;
}
