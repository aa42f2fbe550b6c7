import { validate, version } from 'uuid';
import { afterEach, expect, it, vi } from 'vitest';
import { arrivalId } from './arrival-id.ts';

afterEach(() => vi.useRealTimers());

it('makes ids whose order is that of the calls, whatever the clock does', () => {
  vi.useFakeTimers({ now: 1_772_443_204_000 });
  const ids = Array.from({ length: 5_000 }, (_, i) => {
    vi.setSystemTime(1_772_443_204_000 + (i % 7 === 0 ? -50 : i));
    return arrivalId();
  });

  expect(ids.toSorted()).toEqual(ids);
  expect(new Set(ids).size).toBe(ids.length);
  expect(ids.every((id) => validate(id) && version(id) === 7)).toBe(true);
});
