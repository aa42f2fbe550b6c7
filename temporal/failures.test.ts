import { ApplicationFailure, CancelledFailure } from '@temporalio/common';
import { describe, expect, it } from 'vitest';
import { FixRefusedError, InternalError, NotFoundError, RateLimitedError, UnavailableError, VendorRefusedError } from '#domain/errors';
import { activityFailures, toFailure } from './failures.ts';

describe('errors of activities', () => {
  it.each([
    [new UnavailableError('Redis did not answer.'), 'unavailable', false],
    [new RateLimitedError('Too fast.'), 'rate_limited', false],
    [new VendorRefusedError('GitHub says no.'), 'vendor_refused', true],
    [new NotFoundError('No such project.'), 'not_found', true],
    [new FixRefusedError('no_repository', 'No repository.'), 'no_repository', true],
    [new InternalError('A bug.'), 'internal', true],
  ])('%s keeps its code, and is tried again only where that helps', (error, type, nonRetryable) => {
    expect(toFailure(error)).toMatchObject({ type, nonRetryable, message: error.message });
  });

  it('a wait the other side asked for is the next delay', () => {
    expect(toFailure(new RateLimitedError('Too fast.', { retryAfterSeconds: 42 })).nextRetryDelay).toBe(42_000);
    expect(toFailure(new RateLimitedError('Too fast.')).nextRetryDelay).toBeUndefined();
  });

  it('keep their details and leave their cause, which may hold a vendor’s answer', () => {
    const error = new VendorRefusedError('GitHub says no.', {
      cause: new Error('Bearer ghp_secret'),
      details: { service: 'github', status: 403 },
    });

    const failure = toFailure(error);

    expect(failure.details).toEqual([{ service: 'github', status: 403 }]);
    expect(failure.cause).toBeUndefined();
    expect(JSON.stringify(failure) + failure.stack).not.toContain('ghp_secret');
  });

  it('of nobody’s tree are tried again, and their message is cut at a thousand characters', () => {
    const failure = toFailure(new RangeError('x'.repeat(5_000), { cause: new Error('inner') }));

    expect(failure).toMatchObject({ type: 'RangeError', nonRetryable: false });
    expect(failure.message).toHaveLength(1_000);
    expect(failure.cause).toBeUndefined();
    expect(failure.stack).toMatch(/failures\.test/);
    expect(failure.stack!.length).toBeLessThan(5_000);
  });

  describe('at an activity', () => {
    const run = (error: unknown, signal = new AbortController().signal) =>
      activityFailures({ cancellationSignal: signal }).inbound.execute!({ args: [], headers: {} }, async () => {
        throw error;
      }).catch((caught: unknown) => caught);

    it('become Temporal’s failures', async () => {
      expect(await run(new UnavailableError('Down.'))).toMatchObject({ type: 'unavailable', nonRetryable: false });
    });

    it('that are Temporal’s already stay what they are', async () => {
      const failure = ApplicationFailure.nonRetryable('done', 'mine');
      const cancelled = new CancelledFailure('CANCELLED');

      expect(await run(failure)).toBe(failure);
      expect(await run(cancelled)).toBe(cancelled);
    });

    it('that a cancellation caused are that cancellation, whatever an adapter made of it; a verdict stays one', async () => {
      const cancelled = new CancelledFailure('CANCELLED');
      const verdict = new VendorRefusedError('GitHub says no.');

      expect(await run(new UnavailableError('Interrupted.'), AbortSignal.abort(cancelled))).toBe(cancelled);
      expect(await run(new DOMException('aborted', 'AbortError'), AbortSignal.abort(cancelled))).toBe(cancelled);
      expect(await run(verdict, AbortSignal.abort(cancelled))).toMatchObject({ type: 'vendor_refused' });
    });
  });
});
