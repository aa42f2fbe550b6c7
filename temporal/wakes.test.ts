import { setTimeout as delay } from 'node:timers/promises';
import { describe, expect, it, vi } from 'vitest';
import { createWakes } from './wakes.ts';

const log = { info() {}, warn: vi.fn(), error() {} };

describe('wakes', () => {
  it('many at once are one now and one trailing', async () => {
    const sent: number[] = [];
    const wakes = createWakes({ send: async () => void sent.push(performance.now()), minIntervalMs: 60, log });

    for (let i = 0; i < 500; i++) wakes.wake('p');
    await vi.waitFor(() => expect(sent).toHaveLength(2));
    await delay(150);

    expect(sent).toHaveLength(2);
    expect(sent[1]! - sent[0]!).toBeGreaterThanOrEqual(58);
    await wakes.close();
  });

  it('one that comes while another is in flight is sent after it, never beside it', async () => {
    let inFlight = 0;
    let most = 0;
    let sent = 0;
    const send = async () => {
      most = Math.max(most, ++inFlight);
      await delay(30);
      inFlight--;
      sent++;
    };
    const wakes = createWakes({ send, minIntervalMs: 1, log });

    wakes.wake('p');
    await delay(10);
    wakes.wake('p');
    await vi.waitFor(() => expect(sent).toBe(2));

    expect(most).toBe(1);
    await wakes.close();
  });

  it('projects do not wait for each other', async () => {
    const sent: string[] = [];
    const stuck = Promise.withResolvers<void>();
    const wakes = createWakes({
      send: (project) => (project === 'slow' ? stuck.promise : Promise.resolve(void sent.push(project))),
      minIntervalMs: 100,
      log,
    });

    wakes.wake('slow');
    wakes.wake('fast');

    await vi.waitFor(() => expect(sent).toEqual(['fast']));
    stuck.resolve();
    await wakes.close();
  });

  it('one that fails is logged, and the next goes out', async () => {
    let sent = 0;
    const wakes = createWakes({
      send: () => (++sent === 1 ? Promise.reject(new Error('down')) : Promise.resolve()),
      minIntervalMs: 5,
      log,
    });

    wakes.wake('p');
    await vi.waitFor(() => expect(log.warn).toHaveBeenCalledOnce());
    wakes.wake('p');

    await vi.waitFor(() => expect(sent).toBe(2));
    await wakes.close();
  });

  it('nothing is sent after the end, and the end waits for what is in flight', async () => {
    let sent = 0;
    const wakes = createWakes({
      send: async () => {
        await delay(30);
        sent++;
      },
      minIntervalMs: 60_000,
      log,
    });
    wakes.wake('p');
    wakes.wake('p');

    await wakes.close();
    wakes.wake('p');

    expect(sent).toBe(1);
  });
});
