import { useRouteLoaderData } from 'react-router';
import type { loader } from '../../root.tsx';
import { useNow } from '../../lib/now.ts';
import { age, ago, exact } from '../../lib/time.ts';

/** When the page was made, until the browser's own clock takes over. */
export function usePageNow(): number {
  return useNow(useRouteLoaderData<typeof loader>('root')?.rendered ?? 0);
}

/** A relative time; the exact one on hover. */
export function Time({ at, sentence = false, className }: { at: string; sentence?: boolean; className?: string }) {
  const now = usePageNow();
  return (
    <time dateTime={at} title={exact(at)} className={className} suppressHydrationWarning>
      {sentence ? ago(at, now) : age(at, now)}
    </time>
  );
}
