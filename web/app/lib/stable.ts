import { useRef, useState } from 'react';

/** The same function at every render, which does what the newest one does; so that a thousand rows need not be drawn again. */
export function useStable<A extends unknown[], R>(run: (...args: A) => R): (...args: A) => R {
  const latest = useRef(run);
  latest.current = run;
  const [stable] = useState(
    () =>
      (...args: A) =>
        latest.current(...args),
  );
  return stable;
}
