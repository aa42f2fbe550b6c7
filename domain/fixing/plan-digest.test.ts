import { expect, it } from 'vitest';
import { planDigest } from './plan-digest.ts';

const plan = { version: 1, rootCause: 'cause', change: 'change', files: ['a', 'b'], test: 'test', prompt: 'prompt' };

it('is the same for the same plan, whatever else the record holds', async () => {
  const record = { ...plan, by: 'somebody', createdAt: 'now' };

  expect(await planDigest(record)).toBe(await planDigest(plan));
  expect(await planDigest(plan)).toMatch(/^[0-9a-f]{64}$/);
});

it.each([
  { version: 2 },
  { rootCause: 'cause.' },
  { change: 'other' },
  { files: ['b', 'a'] },
  { files: ['a', 'b', 'c'] },
  { test: '' },
  { prompt: 'prompt ' },
])('changes with %j', async (change) => {
  expect(await planDigest({ ...plan, ...change })).not.toBe(await planDigest(plan));
});

it('cannot be moved from one field into the next', async () => {
  expect(await planDigest({ ...plan, rootCause: 'causech', change: 'ange' })).not.toBe(
    await planDigest({ ...plan, rootCause: 'cause', change: 'change' }),
  );
});
