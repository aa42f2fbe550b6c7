import { chmod, mkdir } from 'node:fs/promises';
import { createHash } from 'node:crypto';
import { basename, join, resolve } from 'node:path';
import type { Env } from '#config/env';
import { othersCanReach } from './reachable.ts';

export interface DataDir {
  path: string;
  /** Set where it is not the one the settings name, and why. */
  notice: string | null;
}

/**
 * Where everything that has to last is kept. As root PostgreSQL runs as another user, who must be able to walk down to it:
 * below a closed parent (a home of mode 0700) the default becomes /var/lib/soulcaster/<checkout>.
 */
export async function findDataDir(env: Pick<Env, 'SOULCASTER_DATA_DIR' | 'DATABASE_URL'>, checkout: string): Promise<DataDir> {
  const wanted = resolve(checkout, env.SOULCASTER_DATA_DIR);
  const ownPostgres = env.DATABASE_URL === undefined && process.getuid?.() === 0;
  if (!ownPostgres || (await othersCanReach(resolve(wanted, '..')))) return { path: wanted, notice: null };
  if (env.SOULCASTER_DATA_DIR !== '.soulcaster') {
    throw new Error(
      `SOULCASTER_DATA_DIR is ${wanted}, and PostgreSQL (which never runs as root) cannot get there. Open its parents with chmod o+x, or name another folder.`,
    );
  }
  const name = `${basename(checkout)}-${createHash('sha256').update(checkout).digest('hex').slice(0, 8)}`;
  const path = join('/var/lib/soulcaster', name);
  return { path, notice: `Data is in ${path}: below ${checkout} PostgreSQL, which never runs as root, could not reach it.` };
}

/** Makes the folder; others may pass through it as root's PostgreSQL must, and read nothing. */
export async function openDataDir(path: string): Promise<void> {
  await mkdir(path, { recursive: true });
  await chmod(path, process.getuid?.() === 0 ? 0o711 : 0o700);
  await Promise.all(['logs', 'run'].map((folder) => mkdir(join(path, folder), { recursive: true, mode: 0o700 })));
}
