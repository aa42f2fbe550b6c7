import { createContext, type ReactNode, use, useEffect, useRef, useState } from 'react';
import { useRevalidator } from 'react-router';

export interface Change {
  kind: 'report' | 'cluster' | 'job' | 'job_log' | 'project' | 'delivery';
  id: string;
}
export type LiveState = 'connecting' | 'live' | 'reconnecting';

interface Live {
  state: LiveState;
  subscribe: (listener: (change: Change) => void) => () => void;
}
const LiveContext = createContext<Live>({ state: 'connecting', subscribe: () => () => undefined });

const GATHER_MS = 200;
const POLL_MS = 10_000;
const LONGEST_WAIT_MS = 30_000;
/** The API speaks every 15 s; two of them missed, and nobody is at the other end: a laptop that slept, a network that changed, an API that hangs. */
const SILENCE_MS = 35_000;

/**
 * Keeps the page true: one stream of what changed, and a reload of the page's data soon after. Polls while the stream is
 * down, rests while the tab is hidden.
 */
export function LiveProvider({ projectId, children }: { projectId: string; children: ReactNode }) {
  const [state, setState] = useState<LiveState>('connecting');
  const listeners = useRef(new Set<(change: Change) => void>());
  const revalidator = useRevalidator();
  const reload = useRef(revalidator);
  reload.current = revalidator;

  useEffect(() => {
    let source: EventSource | null = null;
    let gather: ReturnType<typeof setTimeout> | undefined;
    let retry: ReturnType<typeof setTimeout> | undefined;
    let poll: ReturnType<typeof setInterval> | undefined;
    let silence: ReturnType<typeof setTimeout> | undefined;
    let failures = 0;

    const revalidateSoon = () => {
      gather ??= setTimeout(function run() {
        // Reloading over a reload would restart it; under a storm of changes none would ever end.
        if (reload.current.state !== 'idle') return void (gather = setTimeout(run, GATHER_MS));
        gather = undefined;
        void reload.current.revalidate();
      }, GATHER_MS);
    };
    const hear = (event: MessageEvent<string>) => {
      const change = readChange(event.data);
      if (!change) return;
      for (const listener of listeners.current) listener(change);
      if (change.kind !== 'job_log') revalidateSoon();
    };
    const stop = () => {
      source?.close();
      source = null;
      clearTimeout(gather);
      clearTimeout(retry);
      clearInterval(poll);
      clearTimeout(silence);
      gather = retry = poll = silence = undefined;
    };
    const connect = () => {
      const opened = new EventSource(`/api/events?project_id=${encodeURIComponent(projectId)}`);
      source = opened;
      const lose = () => {
        opened.close();
        failures += 1;
        setState('reconnecting');
        poll ??= setInterval(revalidateSoon, POLL_MS);
        if (failures === 1) revalidateSoon();
        clearTimeout(retry);
        clearTimeout(silence);
        retry = setTimeout(connect, Math.min(LONGEST_WAIT_MS, 500 * 2 ** Math.min(failures, 6)) * (0.75 + Math.random() / 2));
      };
      const listenOn = () => {
        clearTimeout(silence);
        silence = setTimeout(lose, SILENCE_MS);
      };
      listenOn();
      opened.onopen = () => {
        listenOn();
        if (failures > 0) revalidateSoon();
        failures = 0;
        clearInterval(poll);
        poll = undefined;
        setState('live');
      };
      opened.onmessage = hear;
      for (const name of ['change', 'changed']) opened.addEventListener(name, hear);
      // What was missed while nobody listened cannot be told; everything is read again.
      opened.addEventListener('gap', revalidateSoon);
      opened.addEventListener('ping', listenOn);
      opened.onerror = lose;
    };
    const onVisibility = () => {
      stop();
      if (document.visibilityState === 'hidden') return;
      failures = 0;
      connect();
      revalidateSoon();
    };
    if (document.visibilityState === 'visible') connect();
    document.addEventListener('visibilitychange', onVisibility);
    return () => {
      document.removeEventListener('visibilitychange', onVisibility);
      stop();
    };
  }, [projectId]);

  const [subscribe] = useState(() => (listener: (change: Change) => void) => {
    listeners.current.add(listener);
    return () => void listeners.current.delete(listener);
  });
  return <LiveContext value={{ state, subscribe }}>{children}</LiveContext>;
}

function readChange(text: string): Change | null {
  try {
    const value = JSON.parse(text) as Partial<Change>;
    return typeof value.kind === 'string' && typeof value.id === 'string' ? { kind: value.kind, id: value.id } : null;
  } catch {
    return null;
  }
}

export const useLiveState = (): LiveState => use(LiveContext).state;

export function useChanges(listener: (change: Change) => void): void {
  const { subscribe } = use(LiveContext);
  const latest = useRef(listener);
  latest.current = listener;
  useEffect(() => subscribe((change) => latest.current(change)), [subscribe]);
}
