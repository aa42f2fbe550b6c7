import { randomBytes } from 'node:crypto';
import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestProject } from 'vitest/node';
import { freePorts } from '#local/free-port';
import { launch } from '#local/program';
import { postgresProgram, postgresUrl } from '#local/programs/postgres';
import { redisProgram } from '#local/programs/redis';
import { temporalProgram } from '#local/programs/temporal';
import { startRedisRest } from '#local/redis-rest/server';
import { startVectorRest } from '#local/vector-rest/server';
import { searchAttributes } from '#temporal/search-attributes';
import { findTemporalServer } from '../scripts/temporal-server.mjs';

declare module 'vitest' {
  interface ProvidedContext {
    postgresUrl: string;
    redisRest: { url: string; token: string; redisUrl: string };
    vectorRest: { url: string; token: string };
    temporal: { address: string; namespace: string };
  }
}

/** The real stores and a real Temporal server, once per test run, on free ports and in a folder that goes with them. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const executable = findTemporalServer();
  if (!executable) throw new Error('There is no Temporal server yet. Run npm test, whose set-up gets one.');
  const folder = await mkdtemp(join(tmpdir(), 'soulcaster-test-'));
  // Run by root, PostgreSQL is another user, who has to get through.
  await chmod(folder, 0o711);
  const host = '127.0.0.1';
  const [postgresPort, redisPort, temporalPort] = (await freePorts(3)) as [number, number, number];
  const token = randomBytes(16).toString('hex');
  const postgres = { dataDir: join(folder, 'postgres'), host, port: postgresPort, password: token, settings: { fsync: 'off' } };
  const temporal = { executable, dataDir: null, host, port: temporalPort, uiPort: null, namespace: 'soulcaster' };

  const starts = await Promise.allSettled([
    launch(postgresProgram(postgres)),
    launch(redisProgram({ dataDir: join(folder, 'redis'), host, port: redisPort })),
    launch(temporalProgram({ ...temporal, searchAttributes })),
  ]);
  const programs = starts.filter((start) => start.status === 'fulfilled').map((start) => start.value);
  const stopPrograms = () => Promise.all(programs.map((program) => program.stop()));
  const failed = starts.find((start) => start.status === 'rejected');
  if (failed) {
    await stopPrograms();
    throw failed.reason;
  }
  const redisUrl = `redis://${host}:${redisPort}`;
  const redisRest = await startRedisRest({ redisUrl, token, port: 0 });
  const vectorRest = await startVectorRest({ dataFile: join(folder, 'vector', 'vectors.db'), token, port: 0 });

  project.provide('postgresUrl', postgresUrl(postgres));
  project.provide('redisRest', { url: redisRest.url, token, redisUrl });
  project.provide('vectorRest', { url: vectorRest.url, token });
  project.provide('temporal', { address: `${host}:${temporalPort}`, namespace: 'soulcaster' });
  return async () => {
    await Promise.all([redisRest.stop(), vectorRest.stop()]);
    await stopPrograms();
    await rm(folder, { recursive: true, force: true });
  };
}
