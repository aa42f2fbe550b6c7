import { useCallback, useEffect, useEffectEvent } from 'react';

/** Runs once each time the value becomes another that is not null: for what follows an answer. */
export function useWhen<T extends string | number | object>(value: T | null | undefined, run: (value: T) => void): void {
  const onValue = useEffectEvent(run);
  useEffect(() => {
    if (value !== null && value !== undefined) onValue(value);
  }, [value]);
}

/** A ref for the field that should have the focus when it appears because a person asked for it. */
export function useFocusOnAppear() {
  return useCallback((element: HTMLElement | null) => element?.focus(), []);
}
