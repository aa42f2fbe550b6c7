import { randomInt } from 'node:crypto';
import { createServer } from 'node:net';

/** Below what Linux and macOS hand out themselves: an outgoing connection, or a server that asks for any port, never gets one of these. */
const FROM = 10_000;
const BELOW = 32_000;

/** So many ports of the loopback interface that were free a moment ago, all different. */
export async function freePorts(count: number): Promise<number[]> {
  const free = new Set<number>();
  while (free.size < count) {
    const port = randomInt(FROM, BELOW);
    if (!free.has(port) && (await isFree(port))) free.add(port);
  }
  return [...free];
}

async function isFree(port: number): Promise<boolean> {
  const server = createServer();
  try {
    await new Promise<void>((resolve, reject) => server.once('error', reject).listen(port, '127.0.0.1', resolve));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EADDRINUSE') return false;
    throw error;
  }
  await new Promise((resolve) => server.close(resolve));
  return true;
}
