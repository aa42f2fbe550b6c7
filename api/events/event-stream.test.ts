import { PassThrough } from 'node:stream';
import type { ServerResponse } from 'node:http';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import type { EventHub } from './event-hub.ts';
import { EventStream } from './event-stream.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

/** A stream of a project in which nothing happens. */
function quietStream(stillAllowed: () => Promise<boolean>) {
  const socket = new PassThrough({ encoding: 'utf8' });
  const hub = { now: 7, listen: () => () => undefined } as unknown as EventHub;
  new EventStream({ hub, projectId: 'p', socket: socket as unknown as ServerResponse, lastHeard: null, stillAllowed }).open();
  return socket;
}

it('speaks every 15 s in a way that a page hears, so that silence means that nobody is there', async () => {
  const socket = quietStream(async () => true);
  socket.read();

  await vi.advanceTimersByTimeAsync(30_000);

  expect(socket.read()).toBe('event: ping\ndata: {}\n\n'.repeat(2));
  socket.destroy();
});

it('ends once its reader may not read any more', async () => {
  const socket = quietStream(async () => false);

  await vi.advanceTimersByTimeAsync(15_000);

  expect(socket.writableEnded).toBe(true);
});
