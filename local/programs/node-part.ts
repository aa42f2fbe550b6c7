import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { Program } from '../program.ts';

export interface NodePartOptions {
  name: string;
  /** Folder of package.json. */
  root: string;
  /** Entry file, relative to the root. */
  entry: string;
  env: Record<string, string | undefined>;
  probe: (pid: number) => Promise<void>;
  nodeOptions?: string[];
  niceness?: number;
}

/** One of our own processes. */
export function nodePart({ name, root, entry, env, probe, nodeOptions = [], niceness }: NodePartOptions): Program {
  return {
    name,
    probe,
    niceness,
    stopSignal: 'SIGTERM',
    readyWithinMs: 60_000,
    stopWithinMs: 7_000,
    async prepare() {
      if (!existsSync(join(root, entry))) throw new Error(`${entry} is not built. Run npm run build.`);
    },
    command: () => ({
      file: process.execPath,
      args: [...nodeOptions, '--import', new URL('../end-with-parent.js', import.meta.url).href, join(root, entry)],
      env,
      cwd: root,
      channel: true,
    }),
  };
}

/** A probe: GET answers below 400 within two seconds. */
export function answersHttp(url: string, headers: Record<string, string> = {}) {
  return async () => {
    const answer = await fetch(url, { headers, signal: AbortSignal.timeout(2_000), redirect: 'manual' });
    await answer.body?.cancel();
    if (answer.status >= 400) throw new Error(`answered ${answer.status}`);
  };
}
