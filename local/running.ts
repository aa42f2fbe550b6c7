import { readFile } from 'node:fs/promises';
import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { z } from 'zod';
import { loadEnv } from '#config/env';
import { findDataDir } from './data-dir.ts';
import { loadSecrets, type Secrets } from './secrets.ts';
import { runningFile } from './settings.ts';

const Running = z.object({
  pid: z.number(),
  apiUrl: z.string(),
  webUrl: z.string(),
  peerUrl: z.string().optional(),
  publicUrl: z.string(),
  temporalUiUrl: z.string(),
});
export type Running = z.infer<typeof Running>;

/**
 * The Soulcaster that runs on this checkout's data directory, for scripts beside it.
 * @throws {Error} none runs
 */
export async function findRunning(): Promise<Running & { secrets: Secrets; dataDir: string }> {
  const root = dirname(dirname(dirname(fileURLToPath(import.meta.url))));
  if (existsSync(join(root, '.env'))) process.loadEnvFile(join(root, '.env'));
  const { path: dataDir } = await findDataDir(loadEnv(process.env), root);
  const text = await readFile(runningFile(dataDir), 'utf8').catch(() => null);
  if (text === null) throw new Error(`Soulcaster does not run on ${dataDir}. Start it with npm start.`);
  return { ...Running.parse(JSON.parse(text)), secrets: await loadSecrets(dataDir), dataDir };
}
