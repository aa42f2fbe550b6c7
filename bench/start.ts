// npm run measure:start: a fresh clone, its first and its second start, with an empty home and empty npm cache. The Temporal
// server comes from this machine's cache, because building it is a matter of once per version; its time is in the first line
// of the log where it is built.
import { execFileSync, spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, chmodSync } from 'node:fs';
import { homedir, tmpdir } from 'node:os';
import { join } from 'node:path';
import { freePorts } from '#local/free-port';
import { recordFigures } from './measurements-file.ts';

const PORTS =
  'API_PORT WEB_PORT POSTGRES_PORT REDIS_PORT REDIS_REST_PORT VECTOR_REST_PORT TEMPORAL_PORT TEMPORAL_UI_PORT GITHUB_PEER_PORT DEMO_MODEL_PORT';

async function main(): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'soulcaster-fresh-'));
  chmodSync(folder, 0o711);
  try {
    const clone = join(folder, 'soulcaster');
    execFileSync('git', ['clone', '--quiet', process.cwd(), clone]);
    const home = join(folder, 'home');
    mkdirSync(home);
    const names = PORTS.split(' ');
    const free = await freePorts(names.length);
    const env = {
      PATH: withoutOwnBin(process.env.PATH ?? ''),
      HOME: home,
      XDG_CACHE_HOME: process.env.XDG_CACHE_HOME ?? join(homedir(), '.cache'),
      npm_config_cache: join(folder, 'npm-cache'),
      ...Object.fromEntries(names.map((name, i) => [name, String(free[i])])),
    };
    const first = await start(clone, env);
    const second = await start(clone, env);
    recordFigures({
      title: 'Starting',
      command: 'npm run measure:start',
      about: 'A fresh clone with an empty home and an empty npm cache; the Temporal server is there already.',
      figures: [
        { what: 'First npm start until Ready, packages, build and sample included', value: seconds(first.readyMs) },
        { what: 'Second npm start until Ready', value: seconds(second.readyMs), goal: '≤ 15 s' },
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

function start(cwd: string, env: Record<string, string>): Promise<{ readyMs: number; stopMs: number }> {
  return new Promise((resolve, reject) => {
    const began = Date.now();
    const child = spawn('npm', ['start'], { cwd, env, stdio: ['ignore', 'pipe', 'pipe'] });
    let output = '';
    let readyAt = 0;
    const hear = (text: string) => {
      output += text;
      process.stdout.write(text);
      if (readyAt > 0 || !/^Ready/m.test(output)) return;
      readyAt = Date.now();
      child.kill('SIGTERM');
    };
    for (const stream of [child.stdout, child.stderr]) stream.setEncoding('utf8').on('data', hear);
    child.once('exit', () => {
      if (readyAt === 0) reject(new Error(`npm start ended before it was ready:\n${output}`));
      else resolve({ readyMs: readyAt - began, stopMs: Date.now() - readyAt });
    });
  });
}

await main();
