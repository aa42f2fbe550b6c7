import { useRef, useState } from 'react';
import { useStable } from './stable.ts';

export interface Selection {
  /** Ids that are still listed, in the order of the list. */
  chosen: ReadonlySet<string>;
  /** @param range also everything between it and the one switched before */
  toggle: (id: string, range?: boolean) => void;
  clear: () => void;
}

/**
 * Which of a list's rows are chosen; what leaves the list leaves the selection.
 * @param ids of the rows, in order
 */
export function useSelection(ids: readonly string[]): Selection {
  const [marked, setMarked] = useState<ReadonlySet<string>>(new Set());
  const last = useRef<string | null>(null);
  const toggle = useStable((id: string, range = false) => {
    setMarked(range ? withRange(marked, ids, last.current, id) : switched(marked, id));
    last.current = id;
  });
  const clear = useStable(() => setMarked(new Set()));
  return { chosen: new Set(ids.filter((id) => marked.has(id))), toggle, clear };
}

function switched(marked: ReadonlySet<string>, id: string): Set<string> {
  const next = new Set(marked);
  if (!next.delete(id)) next.add(id);
  return next;
}

/** Everything from one row to another is chosen, whichever comes first; without a first, only the second. Pure. */
export function withRange(marked: ReadonlySet<string>, ids: readonly string[], from: string | null, to: string): Set<string> {
  const end = ids.indexOf(to);
  const start = from === null ? end : ids.indexOf(from);
  if (end < 0) return new Set(marked);
  const [low, high] = start < 0 ? [end, end] : [Math.min(start, end), Math.max(start, end)];
  return new Set([...marked, ...ids.slice(low, high + 1)]);
}
