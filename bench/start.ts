// npm run measure:start: a fresh clone, its first and its second start, with an empty home and empty npm cache. The Temporal
// server comes from this machine's cache, because building it is a matter of once per version; its time is in the first line
// of the log where it is built. The second run stays for a while, and its memory is read.
import { execFileSync, spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, chmodSync } from 'node:fs';
import { homedir, tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { freePorts } from '#local/free-port';
import { recordFigures } from './measurements-file.ts';

const PORTS =
  'API_PORT WEB_PORT POSTGRES_PORT REDIS_PORT REDIS_REST_PORT VECTOR_REST_PORT TEMPORAL_PORT TEMPORAL_UI_PORT GITHUB_PEER_PORT DEMO_MODEL_PORT';
const MEASURED = { api: '≤ 180 MB', worker: '≤ 220 MB', 'worker-grouping': '' };
const IDLE_MS = 45_000;

async function main(): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'soulcaster-fresh-'));
  chmodSync(folder, 0o711);
  try {
    const clone = join(folder, 'soulcaster');
    execFileSync('git', ['clone', '--quiet', process.cwd(), clone]);
    const home = join(folder, 'home');
    mkdirSync(home);
    const data = join(folder, 'data');
    const names = PORTS.split(' ');
    const free = await freePorts(names.length);
    const env = {
      PATH: withoutOwnBin(process.env.PATH ?? ''),
      HOME: home,
      SOULCASTER_DATA_DIR: data,
      XDG_CACHE_HOME: process.env.XDG_CACHE_HOME ?? join(homedir(), '.cache'),
      npm_config_cache: join(folder, 'npm-cache'),
      ...Object.fromEntries(names.map((name, i) => [name, String(free[i])])),
    };
    const first = await start(clone, env);
    let memory = new Map<string, string>();
    const second = await start(clone, env, async () => {
      const ready = residentMegabytes(data);
      await delay(IDLE_MS);
      const idle = residentMegabytes(data);
      memory = new Map([...ready].map(([part, megabytes]) => [part, `${megabytes} MB / ${idle.get(part)} MB`]));
    });
    recordFigures({
      title: 'Starting',
      command: 'npm run measure:start',
      about:
        'A fresh clone with an empty home and an empty npm cache; the Temporal server is there already. `worker-grouping` has the sentence model in memory, `worker` and `api` have not. While each process loaded Drizzle as ES modules and every SDK at its start, this was 327 MB (api), 339 MB (worker) and 275 MB (worker-grouping).',
      figures: [
        { what: 'First npm start until Ready, packages, build and sample included', value: seconds(first.readyMs) },
        { what: 'Second npm start until Ready', value: seconds(second.readyMs), goal: '≤ 15 s' },
        ...Object.entries(MEASURED).map(([part, goal]) => ({
          what: `Resident memory at Ready / ${IDLE_MS / 1000} s later: ${part}`,
          value: memory.get(part) ?? '',
          goal,
        })),
        { what: 'SIGTERM until everything is gone', value: seconds(Math.max(first.stopMs, second.stopMs)), goal: '≤ 10 s' },
      ],
    });
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** npm run puts node_modules/.bin in front; a newcomer's shell has no such thing. */
const withoutOwnBin = (path: string) =>
  path
    .split(':')
    .filter((part) => !part.includes('node_modules'))
    .join(':');
const seconds = (ms: number) => `${(ms / 1000).toFixed(1)} s`;

/** VmRSS of the process of each part that is measured. */
function residentMegabytes(dataDir: string): Map<string, number> {
  const read = (part: string) => {
    const { pid } = JSON.parse(readFileSync(join(dataDir, 'run', `${part}.json`), 'utf8')) as { pid: number };
    const kilobytes = /^VmRSS:\s+(\d+)/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1];
    return Math.round(Number(kilobytes) / 1024);
  };
  return new Map(Object.keys(MEASURED).map((part) => [part, read(part)]));
}

/** @param whileReady what happens between its Ready and its end */
function start(cwd: string, env: Record<string, string>, whileReady = async () => {}): Promise<{ readyMs: number; stopMs: number }> {
  return new Promise((resolve, reject) => {
    const began = Date.now();
    const child = spawn('npm', ['start'], { cwd, env, stdio: ['ignore', 'pipe', 'pipe'] });
    let output = '';
    let readyAt = 0;
    let stopAt = 0;
    const hear = (text: string) => {
      output += text;
      process.stdout.write(text);
      if (readyAt > 0 || !/^Ready/m.test(output)) return;
      readyAt = Date.now();
      whileReady()
        .catch(reject)
        .finally(() => {
          stopAt = Date.now();
          child.kill('SIGTERM');
        });
    };
    for (const stream of [child.stdout, child.stderr]) stream.setEncoding('utf8').on('data', hear);
    child.once('exit', () => {
      if (readyAt === 0) reject(new Error(`npm start ended before it was ready:\n${output}`));
      else resolve({ readyMs: readyAt - began, stopMs: Date.now() - stopAt });
    });
  });
}

await main();
