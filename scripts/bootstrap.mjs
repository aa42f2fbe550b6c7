// Before `npm start` and `npm test`: everything that is not in the checkout yet. Runs on the Node that npm runs on, with
// nothing installed, so it imports from node: and its own neighbours only.
import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, lstatSync, readFileSync, readlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from './build.mjs';
import { seconds, step } from './steps.mjs';
import { findTemporalServer, getTemporalServer, onPath } from './temporal-server.mjs';

const root = fileURLToPath(new URL('..', import.meta.url));
const forTests = process.argv.includes('--test');

/** Program → Debian's package. */
const PROGRAMS = [
  { program: 'git', debian: 'git', wanted: () => true },
  { program: 'redis-server', debian: 'redis-server', wanted: () => forTests || !process.env.UPSTASH_REDIS_REST_URL },
  { program: 'bwrap', debian: 'bubblewrap', wanted: () => process.platform === 'linux' },
  { program: 'chromium', debian: 'chromium', wanted: () => forTests },
];

async function main() {
  const began = Date.now();
  const [major, minor] = process.versions.node.split('.').map(Number);
  if (major < 20 || (major === 20 && minor < 19))
    fail(`Soulcaster needs Node 20.19 or newer to install itself; this is ${process.version}.`);
  if (existsSync(join(root, '.env'))) process.loadEnvFile(join(root, '.env'));

  const packages = join(root, 'node_modules');
  const stamp = join(packages, '.soulcaster-install');
  const wanted = createHash('sha256')
    .update(readFileSync(join(root, 'package-lock.json')))
    .update(`${process.platform}-${process.arch}`)
    .digest('hex');
  const needsPackages = !existsSync(stamp) || readFileSync(stamp, 'utf8') !== wanted;
  // npm ci empties what a link leads to. One that leads to the packages of this very lock file is as good as a folder.
  if (needsPackages && lstatSync(packages, { throwIfNoEntry: false })?.isSymbolicLink())
    fail(
      `node_modules is a link to ${readlinkSync(packages)}, where other packages are than this checkout needs; installing them would empty that folder.\nRemove the link with\n  rm ${packages}\nand start again: the packages are installed here then.`,
    );

  const missing = PROGRAMS.filter(({ program, wanted }) => wanted() && !onPath(program));
  const canInstall = process.getuid?.() === 0 && onPath('apt-get') !== null;
  if (missing.length > 0 && !canInstall) {
    const names = missing.map(({ program }) => program).join(', ');
    fail(
      `Missing: ${names}. Install with\n  sudo apt-get install -y ${missing.map(({ debian }) => debian).join(' ')}\n(or your system’s way), then start again.`,
    );
  }

  const needsServer = forTests || !process.env.TEMPORAL_ADDRESS;
  if (missing.length > 0 || needsPackages) console.log('Setting up');

  const results = await Promise.allSettled([
    missing.length > 0 &&
      step('programs', (progress) =>
        aptInstall(
          missing.map(({ debian }) => debian),
          progress,
        ),
      ),
    needsPackages && step('packages', (progress) => npmCi(stamp, wanted, progress)),
    needsServer && serverStep(),
  ]);
  const failed = results.find((result) => result.status === 'rejected');
  if (failed) fail(failed.reason.message);
  await build({ root, log: step }).catch((error) => fail(error.message));
  if (Date.now() - began > 5_000) console.log(`  Set up in ${seconds(Date.now() - began)}.`);
}

/** Says nothing where the server is here already. */
function serverStep() {
  return findTemporalServer() ? undefined : step('Temporal server', async (progress) => (await getTemporalServer(progress)).how);
}

async function npmCi(stamp, wanted, progress) {
  progress('downloading and unpacking');
  const npm = process.env.npm_execpath ? [process.execPath, process.env.npm_execpath] : ['npm'];
  const flags = ['--include=dev', '--include=optional', '--no-audit', '--no-fund', '--loglevel=error'];
  const ended = await run([...npm, 'ci', ...flags]);
  if (ended.code !== 0) throw new Error(`npm ci ended with ${ended.code}.\n${ended.output}`);
  writeFileSync(stamp, wanted);
}

async function aptInstall(packages, progress) {
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive', RUNLEVEL: '1' };
  const install = () => run(['apt-get', 'install', '-y', '-q', '--no-install-recommends', ...packages], env);
  progress(`installing ${packages.join(', ')}`);
  let ended = await install();
  if (ended.code !== 0) {
    progress('reading the package lists');
    await run(['apt-get', 'update', '-q'], env);
    progress(`installing ${packages.join(', ')}`);
    ended = await install();
  }
  if (ended.code !== 0) throw new Error(`apt-get could not install ${packages.join(' ')}.\n${ended.output}`);
  return packages.join(', ');
}

function run(argv, env = process.env) {
  return new Promise((resolve) => {
    const child = spawn(argv[0], argv.slice(1), { cwd: root, env, stdio: ['ignore', 'pipe', 'pipe'] });
    let output = '';
    for (const stream of [child.stdout, child.stderr])
      stream.setEncoding('utf8').on('data', (text) => (output = (output + text).slice(-4000)));
    child.once('error', (error) => resolve({ code: -1, output: error.message }));
    child.once('close', (code) => resolve({ code, output }));
  });
}

function fail(message) {
  console.error(message);
  process.exit(1);
}

await main();
