import { useCallback, useSyncExternalStore } from 'react';

const listeners = new Set<() => void>();
const STORES = { tab: () => sessionStorage, browser: () => localStorage };

/**
 * Text that outlives a reload: until the tab is closed, or in this browser for good.
 * The server and the first render know only that there is none.
 * @returns what is kept, or null, and its setter; null forgets it
 */
export function useKept(where: keyof typeof STORES, key: string): [string | null, (text: string | null) => void] {
  const kept = useSyncExternalStore(
    subscribe,
    () => STORES[where]().getItem(key),
    () => null,
  );
  const keep = useCallback(
    (text: string | null) => {
      if (text === null) STORES[where]().removeItem(key);
      else STORES[where]().setItem(key, text);
      for (const listener of listeners) listener();
    },
    [where, key],
  );
  return [kept, keep];
}

function subscribe(listener: () => void) {
  listeners.add(listener);
  return () => void listeners.delete(listener);
}

/** What is typed into a field, kept through a reload until it is sent. */
export function useDraft(key: string): [string, (text: string) => void, () => void] {
  const [kept, keep] = useKept('tab', key);
  return [kept ?? '', (text) => keep(text === '' ? null : text), () => keep(null)];
}
