import { describe, expect, it, vi } from 'vitest';
import type { Env } from '#config/env';
import { QuotaExceededError, UnavailableError } from '#domain/errors';
import { tenantScope } from '#domain/project';
import type { ApiAdapters } from '../infra/parts.ts';
import { Quota } from './quota.ts';

const scope = tenantScope({ id: crypto.randomUUID(), ownerId: crypto.randomUUID() });

function quotaOver(ownerUsage: (ownerId: string) => Promise<number>): Quota {
  return new Quota({ REPORT_QUOTA: 3 } as Env, { reports: { ownerUsage } } as unknown as ApiAdapters);
}

describe('the quota of people and clients', () => {
  it('refuses at the limit and says the count', async () => {
    const quota = quotaOver(async () => 3);

    await expect(quota.check(scope, 2)).rejects.toThrow(QuotaExceededError);
    await expect(quota.check(scope, 2)).rejects.toMatchObject({ details: { current_count: 3, limit: 3, requested: 2 } });
  });

  it('keeps only the first waiting while the count cannot be read, and asks for it once at a time', async () => {
    const reads: PromiseWithResolvers<number>[] = [];
    const quota = quotaOver(() => {
      const read = Promise.withResolvers<number>();
      reads.push(read);
      return read.promise;
    });

    await quota.check(scope);
    const began = performance.now();
    for (let i = 0; i < 50; i++) await quota.check(scope);

    // Each of the fifty would wait 250 ms.
    expect(performance.now() - began).toBeLessThan(1_000);
    expect(reads).toHaveLength(2);
  });

  it('counts again as soon as the count can be read again', async () => {
    const ownerUsage = vi.fn<() => Promise<number>>().mockRejectedValueOnce(new UnavailableError('away')).mockResolvedValue(3);
    const quota = quotaOver(ownerUsage);

    await quota.check(scope);
    await quota.check(scope);
    await vi.waitFor(() => expect(quota.check(scope)).rejects.toThrow(QuotaExceededError));
  });
});
