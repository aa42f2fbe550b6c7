import { createServer } from 'node:net';
import { describe, expect, it, onTestFinished } from 'vitest';
import { freePorts } from './free-port.ts';

describe('free ports', () => {
  it('are all different and can be listened on', async () => {
    const ports = await freePorts(20);
    expect(new Set(ports).size).toBe(20);
    for (const port of ports) {
      const server = createServer();
      onTestFinished(() => void server.close());
      await new Promise<void>((resolve, reject) => server.once('error', reject).listen(port, '127.0.0.1', resolve));
    }
  });

  it('are none the system gives to whoever asks for any', async () => {
    const server = createServer();
    onTestFinished(() => void server.close());
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const given = (server.address() as { port: number }).port;
    expect(Math.max(...(await freePorts(50)))).toBeLessThan(given);
  });
});
