import { createContext, lazy, type ReactNode, Suspense, use, useRef, useState } from 'react';
import { useLocation, useNavigate, useRevalidator } from 'react-router';
import { useNotice } from '../components/frame/notice.tsx';
import type { RegroupLayer } from '../components/regroup/regroup-layers.tsx';
import { useProject } from './project-data.ts';
import type { RegroupCommand } from './regroup-commands.ts';
import type { Hands, Refusal } from './regroup-run.ts';
import { useStable } from './stable.ts';
import { useKeys } from './use-keys.tsx';

// Both come on a person's word.
const RegroupLayers = lazy(() => import('../components/regroup/regroup-layers.tsx').then((all) => ({ default: all.RegroupLayers })));
const work = () => import('./regroup-run.ts');

interface Regrouping {
  /** On their way; what the page shows counts as done until they are refused. */
  pending: readonly RegroupCommand[];
  /** Why the last try did not apply, by cluster. */
  refused: ReadonlyMap<string, string>;
  /** @returns what refused the first that was refused; null: all was done */
  run: (commands: readonly RegroupCommand[], digest?: string) => Promise<Refusal | null>;
  undo: (operationId: string) => Promise<void>;
  ask: (layer: RegroupLayer) => void;
}
const RegroupContext = createContext<Regrouping | null>(null);
const NONE: ReadonlyMap<string, string> = new Map();

/** Two presses of the same thing are one. */
const sameCommand = (a: RegroupCommand, b: RegroupCommand): boolean => JSON.stringify(a) === JSON.stringify(b);

export function useRegrouping(): Regrouping {
  const known = use(RegroupContext);
  if (!known) throw new Error('useRegrouping is used outside a project');
  return known;
}

/** What people teach the grouping, from every screen: sent once, shown at once, rolled back with a reason, taken back with Z. */
export function RegroupProvider({ children }: { children: ReactNode }) {
  const { project, user } = useProject();
  const say = useNotice();
  const { revalidate } = useRevalidator();
  const navigate = useNavigate();
  const { pathname } = useLocation();
  const [pending, setPending] = useState<readonly RegroupCommand[]>([]);
  const [refused, setRefused] = useState(NONE);
  const [layer, setLayer] = useState<RegroupLayer | null>(null);
  const running = useRef<readonly RegroupCommand[]>([]);
  const undoing = useRef(false);
  const hands = (): Hands => ({
    ...{ projectId: project.id, userId: user.id, pathname, say, undo },
    go: (to) => navigate(to, { replace: true }),
  });
  const withUndo = async (which: () => Promise<string | null>) => {
    if (undoing.current) return;
    undoing.current = true;
    try {
      const id = await which();
      if (id !== null) await (await work()).takeBack(hands(), id);
    } finally {
      undoing.current = false;
    }
    await revalidate();
  };
  const undo = useStable((operationId: string) => withUndo(async () => operationId));
  const undoLast = () => withUndo(async () => (await work()).lastOfMine(hands()));
  const run = useStable(async (commands: readonly RegroupCommand[], digest?: string) => {
    const fresh = commands.filter((command) => !running.current.some((each) => sameCommand(each, command)));
    if (fresh.length === 0) return null;
    setPending((running.current = [...running.current, ...fresh]));
    setRefused(NONE);
    try {
      const { reasons, first } = await (await work()).carryOut(hands(), fresh, digest);
      // It is shown as done until the page says so itself.
      await revalidate();
      setRefused(reasons);
      return first;
    } finally {
      setPending((running.current = running.current.filter((each) => !fresh.includes(each))));
    }
  });
  useKeys([{ keys: ['z'], caps: ['Z'], label: 'undo', foot: true, run: () => void undoLast() }]);

  return (
    <RegroupContext value={{ pending, refused, run, undo, ask: setLayer }}>
      {children}
      {layer && (
        <Suspense>
          <RegroupLayers layer={layer} onClose={() => setLayer(null)} />
        </Suspense>
      )}
    </RegroupContext>
  );
}
