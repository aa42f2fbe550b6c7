import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const PREFIX = 'sc-model-';

/**
 * A private folder for a socket: short, because a socket's path has at most 107 bytes. Named by its process, so that those of killed workers can go.
 */
export async function makeSocketFolder(): Promise<string> {
  await removeLeftOvers();
  return mkdtemp(join(tmpdir(), `${PREFIX}${process.pid}-`));
}

async function removeLeftOvers(): Promise<void> {
  for (const name of await readdir(tmpdir())) {
    const pid = new RegExp(`^${PREFIX}(\\d+)-`).exec(name)?.[1];
    // Somebody else's cannot be removed, and need not be.
    if (pid && !isAlive(Number(pid))) await rm(join(tmpdir(), name), { recursive: true, force: true }).catch(() => undefined);
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'EPERM';
  }
}
