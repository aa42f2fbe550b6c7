import { stat } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';

/** `nobody`: PostgreSQL refuses to run as root, so root runs it as this user. */
export const SERVICE_UID = 65_534;

/** True where a user who owns nothing could walk down to this path. Parents that do not exist yet are left out. */
export async function othersCanReach(path: string): Promise<boolean> {
  for (let folder = resolve(path); ; folder = dirname(folder)) {
    const found = await stat(folder).catch(() => null);
    if (found?.isDirectory() && (found.mode & 0o001) === 0) return false;
    if (folder === dirname(folder)) return true;
  }
}
