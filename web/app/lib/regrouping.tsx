import type { OperationBody } from '#domain/api-contract';
import { createContext, lazy, type ReactNode, Suspense, use, useRef, useState } from 'react';
import { useLocation, useNavigate, useRevalidator } from 'react-router';
import { useNotice } from '../components/frame/notice.tsx';
import type { RegroupLayer } from '../components/regroup/regroup-layers.tsx';
import { askApi } from './ask-api.ts';
import { useProject } from './project-data.ts';
import { clusterOf, leadsTo, type RegroupCommand, sameCommand } from './regroup-commands.ts';
import { useStable } from './stable.ts';
import { plural } from './time.ts';
import { useKeys } from './use-keys.tsx';

// Opens on a person's word.
const RegroupLayers = lazy(() => import('../components/regroup/regroup-layers.tsx').then((all) => ({ default: all.RegroupLayers })));
const AT_ONCE = 4;

interface Regrouping {
  /** On their way; what the page shows counts as done until they are refused. */
  pending: readonly RegroupCommand[];
  /** Why the last try did not apply, by cluster. */
  refused: ReadonlyMap<string, string>;
  /** @returns what refused the first that was refused; null: all was done */
  run: (commands: readonly RegroupCommand[], digest?: string) => Promise<{ code: string; message: string } | null>;
  undo: (operationId: string) => Promise<void>;
  undoLast: () => Promise<void>;
  ask: (layer: RegroupLayer) => void;
}
const RegroupContext = createContext<Regrouping | null>(null);

export function useRegrouping(): Regrouping {
  const known = use(RegroupContext);
  if (!known) throw new Error('useRegrouping is used outside a project');
  return known;
}

/** What people teach the grouping, from every screen: sent once, shown at once, rolled back with a reason, taken back with Z. */
export function RegroupProvider({ children }: { children: ReactNode }) {
  const { project, user } = useProject();
  const say = useNotice();
  const revalidator = useRevalidator();
  const navigate = useNavigate();
  const { pathname } = useLocation();
  const [pending, setPending] = useState<readonly RegroupCommand[]>([]);
  const [refused, setRefused] = useState<ReadonlyMap<string, string>>(new Map());
  const [layer, setLayer] = useState<RegroupLayer | null>(null);
  const running = useRef<RegroupCommand[]>([]);
  const undoing = useRef(false);

  const leaveIfGone = async (operation: OperationBody, undone: boolean) => {
    const here = /\/clusters\/([^/]+)$/.exec(pathname)?.[1];
    const to = here === undefined ? null : leadsTo(operation, here, undone);
    if (to !== null) await navigate(`/p/${project.id}/clusters${to === '' ? '' : `/${to}`}`, { replace: true });
  };
  const send = async (command: RegroupCommand, digest?: string) => {
    const answer = await askApi<OperationBody>(project.id, '/regroup', { body: { command, ...(digest ? { digest } : {}) } });
    if (answer.ok && answer.value.state === 'failed')
      return { ok: false as const, error: { code: 'failed', message: answer.value.error ?? 'It failed.' } };
    return answer;
  };
  const undo = useStable(async (operationId: string) => {
    if (undoing.current) return;
    undoing.current = true;
    const answer = await askApi<OperationBody>(project.id, `/regroup/${operationId}/undo`, { method: 'POST' });
    undoing.current = false;
    if (!answer.ok) return say(`Not undone. ${answer.error.message}`, 'danger');
    say(`Undone: ${answer.value.sentence}`, 'good', true);
    await leaveIfGone(answer.value, true);
    await revalidator.revalidate();
  });
  const run = useStable(async (commands: readonly RegroupCommand[], digest?: string) => {
    const fresh = commands.filter((command) => !running.current.some((each) => sameCommand(each, command)));
    if (fresh.length === 0) return null;
    running.current = [...running.current, ...fresh];
    setPending(running.current);
    setRefused(new Map());
    const reasons = new Map<string, string>();
    const done: OperationBody[] = [];
    let first: { code: string; message: string } | null = null;
    for (let at = 0; at < fresh.length; at += AT_ONCE) {
      const part = fresh.slice(at, at + AT_ONCE);
      const answers = await Promise.all(part.map((command) => send(command, digest)));
      answers.forEach((answer, i) => {
        if (answer.ok) return void done.push(answer.value);
        first ??= answer.error;
        const clusterId = clusterOf(part[i]!);
        if (clusterId !== null) reasons.set(clusterId, answer.error.message);
      });
    }
    const [one] = done;
    if (one && done.length === 1) {
      say(one.sentence, 'good', true, { words: 'Undo', run: () => void undo(one.id) });
      await leaveIfGone(one, false);
    } else if (done.length > 1) say(`${plural(done.length, 'change')} made. Z takes back the last.`);
    const failed = fresh.length - done.length;
    if (failed > 0 && fresh.length > 1)
      say(`Not done for ${failed} of ${fresh.length}: their rows say why.${done.length > 0 ? ' The others are done.' : ''}`, 'danger');
    // Shown as done until the page says so itself.
    await revalidator.revalidate();
    running.current = running.current.filter((each) => !fresh.includes(each));
    setPending(running.current);
    setRefused(reasons);
    return first;
  });
  const undoLast = useStable(async () => {
    const answer = await askApi<{ items: OperationBody[] }>(project.id, '/regroup?limit=50');
    if (!answer.ok) return say(answer.error.message, 'danger');
    const mine = answer.value.items.find(({ actor_id: actor, state }) => actor === user.id && state === 'applied');
    if (!mine) return say('There is nothing of yours to take back.');
    await undo(mine.id);
  });
  useKeys([{ keys: ['z'], caps: ['Z'], label: 'undo', foot: true, run: () => void undoLast() }]);

  return (
    <RegroupContext value={{ pending, refused, run, undo, undoLast, ask: setLayer }}>
      {children}
      {layer && (
        <Suspense>
          <RegroupLayers layer={layer} onClose={() => setLayer(null)} />
        </Suspense>
      )}
    </RegroupContext>
  );
}
