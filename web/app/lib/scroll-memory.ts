import { type RefObject, useEffect } from 'react';
import { useLocation } from 'react-router';

const tops = new Map<string, number>();

/** Brings a scrolling box back to where it was when its address is shown again. */
export function useScrollMemory(box: RefObject<HTMLElement | null>): void {
  const { pathname, search } = useLocation();
  const params = new URLSearchParams(search);
  for (const name of ['c', 'more']) params.delete(name);
  const address = `${pathname}?${params}`;
  useEffect(() => {
    const element = box.current;
    if (!element) return;
    element.scrollTo({ top: tops.get(address) ?? 0 });
    const keep = () => tops.set(address, element.scrollTop);
    element.addEventListener('scroll', keep, { passive: true });
    return () => element.removeEventListener('scroll', keep);
  }, [address, box]);
}
