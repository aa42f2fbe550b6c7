// Compiles the server, bundles the workflows and builds the dashboard; each only when what it is made of changed.
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { step } from './steps.mjs';

const SERVER = [
  'domain',
  'config',
  'adapters',
  'activities',
  'workflows',
  'temporal',
  'api',
  'local',
  'tsconfig.json',
  'tsconfig.build.json',
  'package-lock.json',
  'package.json',
];
const WORKFLOWS = ['domain', 'workflows', 'temporal', 'package-lock.json'];
const WEB = ['web', 'domain', 'config', 'package-lock.json', 'package.json'];
const LEFT_OUT = new Set(['node_modules', 'build', '.react-router', 'dist', 'histories', 'server']);

/**
 * @param {{ root: string, log: typeof step }} options
 * @throws {Error} with the tool's own words
 */
export async function build({ root, log }) {
  const node = join(root, 'node_modules', '.bin', process.platform === 'win32' ? 'node.cmd' : 'node');
  const bin = (name) => join(root, 'node_modules', name);
  const make = async (name, sources, made, argvs) => {
    const stamp = join(root, 'dist', `.${name}-built`);
    const hash = hashOf(root, sources);
    if (existsSync(join(root, made)) && existsSync(stamp) && readFileSync(stamp, 'utf8') === hash) return;
    await log(name, async () => {
      for (const argv of argvs) {
        const ended = spawnSync(argv[0], argv.slice(1), { cwd: root, encoding: 'utf8', env: { ...process.env, NODE_ENV: 'production' } });
        if (ended.status !== 0) throw new Error(`The ${name} could not be built.\n${ended.stdout ?? ''}${ended.stderr ?? ''}`);
      }
      mkdirSync(dirname(stamp), { recursive: true });
      writeFileSync(stamp, hash);
    });
  };
  await make('server', SERVER, 'dist/local/start.js', [[node, bin('typescript/bin/tsc'), '-p', 'tsconfig.build.json']]);
  await make('workflows', WORKFLOWS, 'dist/workflow-bundle.js', [[node, join(root, 'dist/temporal/bundle.js')]]);
  await make('dashboard', WEB, 'web/build/server/index.js', [[node, bin('@react-router/dev/bin.cjs'), 'build', 'web']]);
}

function hashOf(root, sources) {
  const hash = createHash('sha256');
  const add = (path) => {
    const full = join(root, path);
    if (!existsSync(full)) return;
    const entries = readdirSync(full, { withFileTypes: true });
    for (const entry of entries.sort((a, b) => (a.name < b.name ? -1 : 1))) {
      if (LEFT_OUT.has(entry.name) || entry.name.includes('.test.')) continue;
      const child = `${path}/${entry.name}`;
      if (entry.isDirectory()) add(child);
      else hash.update(child).update(readFileSync(join(root, child)));
    }
  };
  for (const source of sources) {
    if (source.endsWith('.json')) hash.update(readFileSync(join(root, source)));
    else add(source);
  }
  return hash.digest('hex');
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  await build({ root: fileURLToPath(new URL('..', import.meta.url)), log: step }).catch((error) => {
    console.error(error.message);
    process.exit(1);
  });
}
