import { existsSync } from 'node:fs';
import { rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { loadEnv } from '#config/env';
import { findDataDir, openDataDir } from './data-dir.ts';
import { localParts, type Part } from './parts.ts';
import { endLeftovers, lockDataDir, unlockDataDir } from './process-file.ts';
import { ProgramFailedError } from './program.ts';
import { seedSample } from './sample/seed.ts';
import { completeSettings, runningFile, type Settings } from './settings.ts';
import { createSupervisor } from './supervisor.ts';

const root = dirname(dirname(dirname(fileURLToPath(import.meta.url))));
const began = Date.now();
const say = (text: string) => process.stdout.write(`${text}\n`);
const seconds = (ms: number) => `${(ms / 1000).toFixed(1)} s`;
const step = (name: string, ms: number) => say(`  ${name.padEnd(16)}${seconds(ms).padStart(8)}`);

/** A reason not to start that a person can act on; printed without a stack. */
class CannotStartError extends Error {
  override readonly name = 'CannotStartError';
}

async function main(): Promise<void> {
  if (existsSync(join(root, '.env'))) process.loadEnvFile(join(root, '.env'));
  const { path: dataDir, notice } = await findDataDir(readEnv(), root);
  if (notice) say(notice);
  await openDataDir(dataDir);
  const holder = await lockDataDir(dataDir);
  if (holder !== null) throw new CannotStartError(`Soulcaster already runs on ${dataDir} (process ${holder}). Stop that one first.`);

  const supervisor = createSupervisor(dataDir, {
    started: step,
    ended: (name, how) => say(`  ${name} ended (${how}). Starting it again.`),
    failed: (error, retryInMs) =>
      say(`  ${error.message}. Trying again in ${seconds(retryInMs)}. See ${join(dataDir, 'logs', `${error.program}.log`)}.`),
  });
  let stopping: Promise<void> | undefined;
  const stop = (why: string) =>
    (stopping ??= (async () => {
      const asked = Date.now();
      say(`Stopping (${why}).`);
      await supervisor.stop();
      await rm(runningFile(dataDir), { force: true });
      await unlockDataDir(dataDir);
      say(`Stopped in ${seconds(Date.now() - asked)}.`);
    })());
  stopWhenAsked((why) => void stop(why).then(() => process.exit(0)));

  try {
    const left = await endLeftovers(dataDir);
    if (left.length > 0) say(`  Ended what an earlier run left behind: ${left.join(', ')}.`);
    const settings = await completeSettings(process.env, root, dataDir);
    const waves = localParts(settings, await temporalExecutable(settings));
    await checkPorts(waves.flat());
    say('Starting');
    for (const wave of waves) await supervisor.start(wave.map((part) => part.program));
    await writeRunning(settings);
    await placeSample(settings);
    greet(settings);
  } catch (error) {
    if (stopping) return;
    await stop('it could not start');
    throw error;
  }
}

function readEnv() {
  try {
    return loadEnv(process.env);
  } catch (error) {
    throw new CannotStartError((error as Error).message, { cause: error });
  }
}

async function temporalExecutable({ local }: Settings): Promise<string | null> {
  if (!local.temporal) return null;
  const { findTemporalServer } = (await import(join(root, 'scripts/temporal-server.mjs'))) as { findTemporalServer(): string | null };
  const found = findTemporalServer();
  if (!found) throw new CannotStartError('There is no Temporal server. npm start gets one; or set TEMPORAL_ADDRESS.');
  return found;
}

/** Says which port is taken before anything has started. */
async function checkPorts(parts: Part[]): Promise<void> {
  for (const part of parts) {
    for (const [variable, port] of Object.entries(part.ports)) {
      const server = createServer();
      const taken = await new Promise<boolean>((resolve) => {
        server.once('error', () => resolve(true)).once('listening', () => resolve(false));
        server.listen(port, '127.0.0.1');
      });
      server.close();
      if (taken) {
        throw new CannotStartError(
          `Port ${port} is taken by another program; ${part.program.name} needs it. Stop that program, or set ${variable} to a free port.`,
        );
      }
    }
  }
}

async function writeRunning({ env, dataDir }: Settings): Promise<void> {
  const running = {
    pid: process.pid,
    apiUrl: env.API_URL,
    webUrl: env.WEB_URL,
    peerUrl: env.GITHUB_PEER_URL,
    publicUrl: env.PUBLIC_URL,
    temporalAddress: env.TEMPORAL_ADDRESS,
    temporalNamespace: env.TEMPORAL_NAMESPACE,
    temporalUiUrl: env.TEMPORAL_UI_URL,
  };
  await writeFile(runningFile(dataDir), `${JSON.stringify(running, null, 2)}\n`, { mode: 0o600 });
}

/** Once per data directory, where there is a local owner to own it; deleted, it stays away. */
async function placeSample({ env, local, dataDir }: Settings): Promise<void> {
  const placed = join(dataDir, 'sample.json');
  if (env.SOULCASTER_SAMPLE === 'off' || !local.peer || env.GITHUB_CLIENT_ID || existsSync(placed)) return;
  const asked = Date.now();
  await seedSample({
    apiUrl: env.API_URL,
    localToken: env.SOULCASTER_LOCAL_TOKEN!,
    peerUrl: env.GITHUB_PEER_URL!,
    peerToken: env.GITHUB_PEER_TOKEN!,
    publicUrl: env.API_URL,
    log: (text: string) => say(`  sample: ${text}`),
  });
  await writeFile(placed, JSON.stringify({ placedAt: new Date().toISOString() }));
  step('sample', Date.now() - asked);
}

function greet({ env, local }: Settings): void {
  say('');
  say(`  Dashboard     ${env.WEB_URL}`);
  say(`  API docs      ${env.API_URL}/docs`);
  say(`  Temporal UI   ${env.TEMPORAL_UI_URL}`);
  if (local.demoModel)
    say('  No GEMINI_API_KEY: words are compared on this machine, and fixes of the sample come from a scripted demo model.');
  say('  Next: open the dashboard, sign in with one click and start a fix. Or run npm run demo in another terminal.');
  say('');
  say(`Ready after ${seconds(Date.now() - began)}. Ctrl-C stops everything.`);
}

function stopWhenAsked(stop: (why: string) => void): void {
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => stop(signal));
  // A killed npm passes nothing on; its child would run for ever.
  if (process.env.npm_lifecycle_event !== 'start') return;
  const parent = process.ppid;
  setInterval(() => process.ppid === parent || stop('npm is gone'), 500).unref();
}

main().catch((error: unknown) => {
  const known = error instanceof CannotStartError || error instanceof ProgramFailedError;
  process.stderr.write(`${known ? error.message : error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`);
  if (error instanceof ProgramFailedError && error.output) process.stderr.write(`Its last lines:\n${error.output}\n`);
  process.exit(1);
});
