import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { loadEnv } from '#config/env';
import type { RateLimitedError } from '#domain/errors';
import { IngestRate } from './ingest-rate.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

/** How many of so many are taken, and how long the first refused one is told to wait. */
function send(rate: IngestRate, times: number, project = 'p') {
  let taken = 0;
  let waitSeconds: number | null = null;
  for (let i = 0; i < times; i++) {
    try {
      rate.take(project, 'sentry');
      taken += 1;
    } catch (refused) {
      waitSeconds ??= (refused as RateLimitedError).retryAfterSeconds ?? null;
    }
  }
  return { taken, waitSeconds };
}

it('takes a burst at once, and from then on what is earned, so that nobody is shut out', () => {
  const rate = new IngestRate(loadEnv({}));

  expect(send(rate, 3000)).toEqual({ taken: 2000, waitSeconds: 1 });
  vi.advanceTimersByTime(1000);
  expect(send(rate, 3000).taken).toBe(10);
  vi.advanceTimersByTime(60_000);
  expect(send(rate, 3000).taken).toBe(600);
  expect(send(rate, 1, 'another project').taken).toBe(1);
});

it('takes what comes at the pace allowed for ever', () => {
  const rate = new IngestRate(loadEnv({ INGEST_RATE_PER_MINUTE: '60', INGEST_RATE_BURST: '1' }));
  let refused = 0;

  for (let second = 0; second < 600; second++) {
    refused += 1 - send(rate, 1).taken;
    vi.advanceTimersByTime(1000);
  }

  expect(refused).toBe(0);
});
