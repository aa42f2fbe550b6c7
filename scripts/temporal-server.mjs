import { spawn, spawnSync } from 'node:child_process';
import { createWriteStream, existsSync, mkdirSync, mkdtempSync, openSync, renameSync, rmSync, statSync, closeSync } from 'node:fs';
import { homedir, tmpdir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';

/** The version that temporal/server/go.mod pins. */
const VERSION = '1.8.2';
const GO_MODULE = fileURLToPath(new URL('../temporal/server', import.meta.url));
const PACKAGES_TO_COMPILE = 2100;

const cacheDir = join(process.env.XDG_CACHE_HOME || join(homedir(), '.cache'), 'soulcaster');
const cached = join(cacheDir, `temporal-${VERSION}`, process.platform === 'win32' ? 'temporal.exe' : 'temporal');

/** The `temporal` program that is here already: on PATH, else the one kept from an earlier start. null: none. */
export function findTemporalServer() {
  return onPath('temporal') ?? (existsSync(cached) ? cached : null);
}

/** Where a program is on PATH, or null. */
export function onPath(name) {
  for (const folder of (process.env.PATH ?? '').split(delimiter)) {
    const file = join(folder, name);
    if (folder && existsSync(file) && statSync(file).isFile()) return file;
  }
  return null;
}

/**
 * Gets a Temporal server: what is here, else Temporal's own download, else a build from the checksummed Go module.
 * Kept outside the checkout by version; two starts at once get it once.
 * @param {(text: string) => void} progress what it is doing now
 * @returns {Promise<{ file: string, how: string }>}
 */
export async function getTemporalServer(progress) {
  const found = findTemporalServer();
  if (found) return { file: found, how: found === cached ? `version ${VERSION} from the cache` : 'found on PATH' };
  mkdirSync(dirname(cached), { recursive: true });
  return whileLocked(`${dirname(cached)}.lock`, progress, async () => {
    if (existsSync(cached)) return { file: cached, how: `version ${VERSION}, just made by another start` };
    if (await download(progress)) return { file: cached, how: `version ${VERSION}, downloaded` };
    await build(progress);
    return { file: cached, how: `version ${VERSION}, built with Go` };
  });
}

async function whileLocked(file, progress, work) {
  for (;;) {
    try {
      closeSync(openSync(file, 'wx'));
      break;
    } catch (error) {
      if (error.code !== 'EEXIST') throw error;
      // The holder touches nothing; a lock older than any build was left by one that was killed.
      if (Date.now() - statSync(file, { throwIfNoEntry: false })?.mtimeMs > 20 * 60_000) rmSync(file, { force: true });
      progress('waiting for another start that is getting it');
      await delay(2_000);
    }
  }
  const release = () => rmSync(file, { force: true });
  process.once('exit', release);
  try {
    return await work();
  } finally {
    process.off('exit', release);
    release();
  }
}

async function download(progress) {
  if (process.platform === 'win32') return false;
  const arch = process.arch === 'x64' ? 'amd64' : process.arch;
  const folder = mkdtempSync(join(tmpdir(), 'temporal-'));
  try {
    progress('asking for Temporal’s own download');
    const answer = await fetch(`https://temporal.download/cli/archive/v${VERSION}?platform=${process.platform}&arch=${arch}`, {
      signal: AbortSignal.timeout(120_000),
    });
    if (!answer.ok || !answer.body) return false;
    const archive = join(folder, 'temporal.tar.gz');
    await pipeline(Readable.fromWeb(answer.body), createWriteStream(archive));
    const unpacked = spawnSync('tar', ['-xzf', archive, '-C', folder, 'temporal']);
    const works = unpacked.status === 0 && spawnSync(join(folder, 'temporal'), ['--version']).status === 0;
    if (works) place(join(folder, 'temporal'));
    return works;
  } catch {
    return false;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

async function build(progress) {
  const go = onPath('go');
  if (!go) {
    throw new Error(
      'Temporal’s download cannot be reached and Go is not installed. Install the Temporal CLI or Go (1.26 or newer), or set TEMPORAL_ADDRESS to a server of yours, and start again.',
    );
  }
  progress('fetching the sources');
  const target = `${cached}.${process.pid}`;
  const child = spawn(
    go,
    [
      ...['build', '-v', '-trimpath', '-o', target],
      ...['-ldflags', `-s -w -X github.com/temporalio/cli/internal/temporalcli.Version=${VERSION}`],
      'github.com/temporalio/cli/cmd/temporal',
    ],
    { cwd: GO_MODULE, env: { ...process.env, CGO_ENABLED: '0', GOFLAGS: '-mod=readonly' }, stdio: ['ignore', 'ignore', 'pipe'] },
  );
  let compiled = 0;
  let last = '';
  child.stderr.setEncoding('utf8').on('data', (text) => {
    for (const line of text.split('\n').filter(Boolean)) {
      if (line.startsWith('go: downloading')) progress('fetching the sources');
      else if (/^[\w./-]+$/.test(line)) progress(`compiling, ${++compiled} of about ${PACKAGES_TO_COMPILE} packages`);
      else last = line;
    }
  });
  const code = await new Promise((resolve) => child.once('error', () => resolve(-1)).once('exit', resolve));
  if (code !== 0) {
    rmSync(target, { force: true });
    throw new Error(`The Temporal server could not be built (go ended with ${code}). ${last}`);
  }
  place(target);
}

/** Rename is atomic, so nobody ever starts half a program; across file systems it is copied beside first. */
function place(file) {
  mkdirSync(dirname(cached), { recursive: true });
  try {
    renameSync(file, cached);
  } catch {
    const beside = `${cached}.${process.pid}`;
    spawnSync('cp', [file, beside]);
    renameSync(beside, cached);
  }
}
