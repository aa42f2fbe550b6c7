import { mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

const DEATH_MS = 5000;

/** Remembers on disk which processes a sandbox runs, so that another worker can end them too. */
export class ProcessRecords {
  readonly #folder: string;

  constructor(folder: string) {
    this.#folder = folder;
  }

  async add(pid: number): Promise<void> {
    const startedAt = await startTime(pid);
    if (startedAt === null) return;
    await mkdir(this.#folder, { recursive: true });
    await writeFile(join(this.#folder, String(pid)), startedAt);
  }

  async remove(pid: number): Promise<void> {
    await rm(join(this.#folder, String(pid)), { force: true });
  }

  /** SIGKILL to all of them (their namespaces die with them), and waits until they are gone. */
  async killAll(): Promise<void> {
    const names = await readdir(this.#folder).catch(() => []);
    const alive: { pid: number; startedAt: string }[] = [];
    for (const name of names) {
      const pid = Number(name);
      const startedAt = await readFile(join(this.#folder, name), 'utf8').catch(() => '');
      // A pid may have been given to somebody else since.
      if ((await startTime(pid)) !== startedAt) continue;
      alive.push({ pid, startedAt });
      try {
        process.kill(pid, 'SIGKILL');
      } catch {
        // It ended in between.
      }
    }
    for (const deadline = Date.now() + DEATH_MS; Date.now() < deadline; await sleep(10)) {
      const states = await Promise.all(alive.map(async (one) => (await startTime(one.pid)) === one.startedAt));
      if (!states.includes(true)) return;
    }
  }
}

/** Clock ticks after boot at which a live process started; null where there is none (a zombie counts as none). */
async function startTime(pid: number): Promise<string | null> {
  try {
    const stat = await readFile(`/proc/${pid}/stat`, 'utf8');
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    return fields[0] === 'Z' ? null : (fields[19] ?? null);
  } catch {
    return null;
  }
}
