import { readFileSync } from 'node:fs';
import { open, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';

/** A process by its id and when it began, because ids are used again. */
interface ProcessMark {
  pid: number;
  startedAt: string;
}

/** When the process began, as the kernel counts; null where there is none, '' where the system does not say. */
function startOf(pid: number): string | null {
  try {
    process.kill(pid, 0);
  } catch {
    return null;
  }
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    // Field 3 is the state; a zombie is gone. Field 22 is the start in ticks since boot.
    return fields[0] === 'Z' ? null : (fields[19] ?? '');
  } catch {
    return '';
  }
}

/** False for what has ended, also where nobody has collected it yet. */
export const isRunning = (pid: number) => startOf(pid) !== null;

const mark = (pid: number): ProcessMark => ({ pid, startedAt: startOf(pid) ?? '' });
const isAlive = ({ pid, startedAt }: ProcessMark) => startOf(pid) === startedAt;

async function readMark(file: string): Promise<ProcessMark | null> {
  try {
    return JSON.parse(await readFile(file, 'utf8')) as ProcessMark;
  } catch {
    return null;
  }
}

/**
 * Makes this process the only one that uses a data directory.
 * @returns null when it does now, else the process id of the one that already does
 */
export async function lockDataDir(dataDir: string): Promise<number | null> {
  const file = join(dataDir, 'supervisor.lock');
  for (;;) {
    try {
      const lock = await open(file, 'wx', 0o600);
      await lock.writeFile(JSON.stringify(mark(process.pid)));
      await lock.close();
      return null;
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    }
    // An unreadable lock is being written this moment, or was cut off by a power loss.
    const holder = (await readMark(file)) ?? (await delay(300).then(() => readMark(file)));
    if (holder && isAlive(holder)) return holder.pid;
    await rm(file, { force: true });
  }
}

export async function unlockDataDir(dataDir: string): Promise<void> {
  await rm(join(dataDir, 'supervisor.lock'), { force: true });
}

/** Remembers a part's process, so that the next start finds what a killed supervisor left behind. */
export async function rememberProcess(dataDir: string, name: string, pid: number): Promise<void> {
  await writeFile(join(dataDir, 'run', `${name}.json`), JSON.stringify(mark(pid)), { mode: 0o600 });
}

export async function forgetProcess(dataDir: string, name: string): Promise<void> {
  await rm(join(dataDir, 'run', `${name}.json`), { force: true });
}

/** Ends every part that an earlier supervisor left running: SIGTERM (SIGINT for postgres, which then disconnects its clients), and SIGKILL after 8 s. */
export async function endLeftovers(dataDir: string): Promise<string[]> {
  const files = (await readdir(join(dataDir, 'run'))).filter((file) => file.endsWith('.json'));
  const ended = await Promise.all(
    files.map(async (file) => {
      const name = file.slice(0, -'.json'.length);
      const left = await readMark(join(dataDir, 'run', file));
      const found = left !== null && isAlive(left);
      if (found) await end(left, name === 'postgres' ? 'SIGINT' : 'SIGTERM');
      await forgetProcess(dataDir, name);
      return found ? name : null;
    }),
  );
  return ended.filter((name) => name !== null);
}

async function end(left: ProcessMark, signal: NodeJS.Signals): Promise<void> {
  process.kill(left.pid, signal);
  for (let waited = 0; isAlive(left); waited += 50) {
    if (waited === 8_000) process.kill(left.pid, 'SIGKILL');
    await delay(50);
  }
}
