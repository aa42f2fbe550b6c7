import { randomBytes } from 'node:crypto';
import { chmod, readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';

const key = () => randomBytes(32).toString('base64');
const token = () => randomBytes(24).toString('base64url');

/** What this installation made for itself, by the names of config/env.ts. What the environment sets wins. */
const MAKERS = {
  SOULCASTER_MASTER_KEY: key,
  SOULCASTER_CODEC_KEY: key,
  SOULCASTER_CODEC_PATH: token,
  SOULCASTER_LOCAL_TOKEN: token,
  POSTGRES_PASSWORD: token,
  UPSTASH_REDIS_REST_TOKEN: token,
  UPSTASH_VECTOR_REST_TOKEN: token,
  GITHUB_PEER_TOKEN: token,
};
export type Secrets = Record<keyof typeof MAKERS, string>;

const Stored = z.record(z.string(), z.string());

/** Reads `<dataDir>/secrets.json` (0600), and makes what is missing in it. */
export async function loadSecrets(dataDir: string): Promise<Secrets> {
  const file = join(dataDir, 'secrets.json');
  const stored: Record<string, string> = await readFile(file, 'utf8').then(
    (text) => Stored.parse(JSON.parse(text)),
    (error: NodeJS.ErrnoException) => {
      if (error.code !== 'ENOENT') throw error;
      return {};
    },
  );
  const made = Object.entries(MAKERS).map(([name, make]) => [name, stored[name] ?? make()] as const);
  const secrets = Object.fromEntries(made) as Secrets;
  if (made.some(([name]) => stored[name] === undefined)) {
    await writeFile(`${file}.new`, `${JSON.stringify({ ...stored, ...secrets }, null, 2)}\n`, { mode: 0o600 });
    await rename(`${file}.new`, file);
  }
  await chmod(file, 0o600);
  return secrets;
}
