import { expect, it } from 'vitest';
import { keepLast, outage } from './keep-last.ts';

const refusal = () => Promise.reject({ status: 404, statusText: '', internal: false, data: null });
const unavailable = () => Promise.reject({ status: 503, statusText: '', internal: false, data: null });

it('gives what was last known while the API is down, and says since when', async () => {
  await keepLast('page', () => Promise.resolve('known'));

  expect(outage.since()).toBeNull();
  await expect(keepLast('page', unavailable)).resolves.toBe('known');
  expect(outage.since()).toBeTypeOf('number');
  await expect(keepLast('page', () => Promise.resolve('fresh'))).resolves.toBe('fresh');
  expect(outage.since()).toBeNull();
});

it('tells its listeners when it goes and when it comes back, once each', async () => {
  await keepLast('page', () => Promise.resolve(1));
  let heard = 0;
  const stop = outage.subscribe(() => (heard += 1));

  await keepLast('page', unavailable);
  await keepLast('page', unavailable);
  await keepLast('page', () => Promise.resolve(2));
  stop();

  expect(heard).toBe(2);
});

it('passes a refusal on, and an outage where nothing is known', async () => {
  await keepLast('gone', () => Promise.resolve(1));

  await expect(keepLast('gone', refusal)).rejects.toMatchObject({ status: 404 });
  await expect(keepLast('never seen', unavailable)).rejects.toMatchObject({ status: 503 });
  await keepLast('gone', () => Promise.resolve(1));
});

it('takes our own bug for no outage', async () => {
  await keepLast('bug', () => Promise.resolve(1));

  await expect(keepLast('bug', () => Promise.reject(new TypeError('x is not a function')))).rejects.toThrow('x is not a function');
});
