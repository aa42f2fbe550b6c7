import { isRouteErrorResponse } from 'react-router';

/** Data of the last good answer per address, so that a page outlives an API that is down. In the browser only. */
const kept = new Map<string, unknown>();
const MOST_KEPT = 30;

let downSince: number | null = null;
const listeners = new Set<() => void>();

function setDown(since: number | null): void {
  if ((since === null) === (downSince === null)) return;
  downSince = since;
  for (const listener of listeners) listener();
}

export const outage = {
  /** Milliseconds since the epoch, or null while all is well. */
  since: () => downSince,
  subscribe(listener: () => void) {
    listeners.add(listener);
    return () => void listeners.delete(listener);
  },
};

/** True where the API or our own server cannot be reached, as opposed to having refused. */
export function isOutage(error: unknown): boolean {
  if (isRouteErrorResponse(error)) return error.status >= 502 && error.status <= 504;
  // The browser's own words for a request that got no answer; any other TypeError is a bug of ours.
  return error instanceof TypeError && /fetch|network|load failed/i.test(error.message);
}

/**
 * For a route's clientLoader, with `hydrate`, so that what the page came with is kept too. Runs a loader; in an outage gives what it gave last for the same key and remembers since when that is.
 * @throws what the loader threw, where it refused or nothing is kept
 */
export async function keepLast<T>(key: string, load: () => Promise<T>): Promise<T> {
  try {
    const fresh = await load();
    kept.delete(key);
    kept.set(key, fresh);
    if (kept.size > MOST_KEPT) kept.delete(kept.keys().next().value as string);
    setDown(null);
    return fresh;
  } catch (error) {
    if (!isOutage(error)) throw error;
    setDown(Date.now());
    if (kept.has(key)) return kept.get(key) as T;
    throw error;
  }
}
