import { useEffect, useSyncExternalStore } from 'react';

/** One clock for all relative times; ticks only while somebody looks. */
let current = 0;
const listeners = new Set<() => void>();
let timer: ReturnType<typeof setInterval> | undefined;

function subscribe(listener: () => void) {
  listeners.add(listener);
  timer ??= setInterval(() => {
    current = Date.now();
    for (const each of listeners) each();
  }, 15_000);
  return () => {
    listeners.delete(listener);
    if (listeners.size === 0) {
      clearInterval(timer);
      timer = undefined;
    }
  };
}

/**
 * Milliseconds since the epoch, fresh every 15 s.
 * @param rendered when the server made the page, so that the first client render says the same
 */
export function useNow(rendered: number): number {
  return useSyncExternalStore(
    subscribe,
    () => (current = Math.max(current, rendered)),
    () => rendered,
  );
}

/** Runs each second while on; for clocks that count. */
export function useEachSecond(on: boolean, run: () => void): void {
  useEffect(() => {
    if (!on) return;
    const each = setInterval(run, 1000);
    return () => clearInterval(each);
  }, [on, run]);
}
