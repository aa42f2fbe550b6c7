import { spawn } from 'node:child_process';
import { chmod, mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { freePorts } from '#local/free-port';

const root = fileURLToPath(new URL('..', import.meta.url));

export interface Stack {
  webUrl: string;
  apiUrl: string;
  peerUrl: string;
  temporalUiUrl: string;
  vectorUrl: string;
  vectorToken: string;
  dataDir: string;
  /** What npm start printed so far. */
  output(): string;
  /** Of a part, e.g. `worker`; changes when the supervisor starts it again. */
  pidOf(part: string): Promise<number>;
  /** Bearer of the local owner. */
  localToken: string;
  /** Environment that scripts beside it (token, demo) need to find it. */
  env: Record<string, string>;
  /** As Ctrl-C does; resolves with how long it took. */
  stop(): Promise<{ tookMs: number; exitCode: number | null }>;
  /** Removes the data directory too. */
  remove(): Promise<void>;
}

const PORTS = [
  'API_PORT',
  'WEB_PORT',
  'POSTGRES_PORT',
  'REDIS_PORT',
  'REDIS_REST_PORT',
  'VECTOR_REST_PORT',
  'TEMPORAL_PORT',
  'TEMPORAL_UI_PORT',
  'GITHUB_PEER_PORT',
  'DEMO_MODEL_PORT',
] as const;

export interface StackOptions {
  /** Variables beyond the free ports, e.g. CLUSTER_QUIET_MS. */
  env?: Record<string, string>;
  /** A data directory of an earlier stack; a new one otherwise. */
  dataDir?: string;
  readyWithinMs?: number;
}

/** The whole built product, as npm start runs it, on free ports and in a folder of its own. Resolves at its `Ready` line. */
export async function startStack({ env = {}, dataDir, readyWithinMs = 120_000 }: StackOptions = {}): Promise<Stack> {
  const folder = dataDir ?? (await mkdtemp(join(tmpdir(), 'soulcaster-stack-')));
  await chmod(folder, 0o711);
  const free = await freePorts(PORTS.length);
  const ports = Object.fromEntries(PORTS.map((name, i) => [name, String(free[i])])) as Record<(typeof PORTS)[number], string>;
  const ownEnv = { SOULCASTER_DATA_DIR: folder, ...ports, ...env };
  const child = spawn(process.execPath, [join(root, 'dist/local/start.js')], {
    cwd: root,
    env: { ...withoutSettings(process.env), ...ownEnv },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) stream.setEncoding('utf8').on('data', (text: string) => (output += text));
  const exit = new Promise<number | null>((resolve) => child.once('exit', (code) => resolve(code)));

  await new Promise<void>((resolve, reject) => {
    const timer = setTimeout(() => {
      child.kill('SIGTERM');
      reject(new Error(`Not ready within ${readyWithinMs} ms:\n${output}`));
    }, readyWithinMs);
    child.stdout.on('data', () => {
      if (!/^Ready/m.test(output)) return;
      clearTimeout(timer);
      resolve();
    });
    void exit.then((code) => {
      clearTimeout(timer);
      reject(new Error(`Ended with ${code}:\n${output}`));
    });
  });

  const secrets = JSON.parse(await readFile(join(folder, 'secrets.json'), 'utf8')) as {
    SOULCASTER_LOCAL_TOKEN: string;
    UPSTASH_VECTOR_REST_TOKEN: string;
  };
  return {
    webUrl: `http://127.0.0.1:${ports.WEB_PORT}`,
    apiUrl: `http://127.0.0.1:${ports.API_PORT}`,
    peerUrl: `http://127.0.0.1:${ports.GITHUB_PEER_PORT}`,
    temporalUiUrl: `http://127.0.0.1:${ports.TEMPORAL_UI_PORT}`,
    vectorUrl: `http://127.0.0.1:${ports.VECTOR_REST_PORT}`,
    vectorToken: secrets.UPSTASH_VECTOR_REST_TOKEN,
    dataDir: folder,
    localToken: secrets.SOULCASTER_LOCAL_TOKEN,
    env: ownEnv,
    output: () => output,
    pidOf: async (part) => (JSON.parse(await readFile(join(folder, 'run', `${part}.json`), 'utf8')) as { pid: number }).pid,
    async stop() {
      const began = Date.now();
      child.kill('SIGTERM');
      const exitCode = await exit;
      return { tookMs: Date.now() - began, exitCode };
    },
    remove: () => rm(folder, { recursive: true, force: true }),
  };
}

/** The test run's own surroundings must not configure the product. */
export function withoutSettings(env: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  const kept = ['PATH', 'HOME', 'LANG', 'TZ', 'TMPDIR', 'XDG_CACHE_HOME', 'USER'];
  return Object.fromEntries(kept.map((name) => [name, env[name]]));
}
