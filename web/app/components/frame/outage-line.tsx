import { useEffect, useSyncExternalStore } from 'react';
import { useRevalidator } from 'react-router';
import { outage } from '../../lib/keep-last.ts';
import { timeOfDay } from '../../lib/time.ts';
import { Button } from '../ui/button.tsx';
import { CloudOff } from '../ui/icons.tsx';

const RETRY_MS = 3_000;
export const useDownSince = (): number | null => useSyncExternalStore(outage.subscribe, outage.since, () => null);

/** Above the page while the API is down: what is shown is old, and since when. */
export function OutageLine() {
  const since = useDownSince();
  const { revalidate, state } = useRevalidator();
  useEffect(() => {
    if (since === null) return;
    const again = setInterval(() => void revalidate(), RETRY_MS);
    return () => clearInterval(again);
  }, [since, revalidate]);
  if (since === null) return null;
  return (
    <div role="status" className="flex items-center gap-2.5 border-b border-line bg-warn-soft px-[18px] py-1.5 text-warn">
      <CloudOff size={15} className="shrink-0" />
      <p className="min-w-0 flex-1">
        The API does not answer since {timeOfDay(new Date(since).toISOString())}. You see what was last known; it is tried again every few
        seconds.
      </p>
      <Button small busy={state !== 'idle'} onClick={() => void revalidate()}>
        Try now
      </Button>
    </div>
  );
}
