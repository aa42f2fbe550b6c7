import { lazy, type ReactNode, Suspense, useRef, useState } from 'react';
import { useLocation, useNavigate, useRevalidator } from 'react-router';
import { useNotice } from '../frame/notice.tsx';
import { useProject } from '../../lib/project-data.ts';
import type { RegroupCommand } from '../../lib/regroup-commands.ts';
import type { RegroupLayer } from '../../lib/regroup-layer.ts';
import type { Hands } from '../../lib/regroup-run.ts';
import { RegroupContext } from '../../lib/regrouping.ts';
import { useStable } from '../../lib/stable.ts';
import { useKeys } from '../../lib/use-keys.tsx';

// Both come on a person's word.
const RegroupLayers = lazy(() => import('./regroup-layers.tsx').then((all) => ({ default: all.RegroupLayers })));
const work = () => import('../../lib/regroup-run.ts');

const NONE: ReadonlyMap<string, string> = new Map();

/** Two presses of the same thing are one. */
const sameCommand = (a: RegroupCommand, b: RegroupCommand): boolean => JSON.stringify(a) === JSON.stringify(b);

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
