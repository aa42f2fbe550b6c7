import { createWriteStream, type WriteStream } from 'node:fs';
import { rename, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { forgetProcess, rememberProcess } from './process-file.ts';
import { launch, ProgramFailedError, type Program, type RunningProgram } from './program.ts';

export interface SupervisorEvents {
  started(name: string, tookMs: number): void;
  ended(name: string, how: string): void;
  /** It did not start again; tried again in `retryInMs`. */
  failed(error: ProgramFailedError, retryInMs: number): void;
}

export interface Supervisor {
  /** Starts these side by side and resolves when all answer. @throws {ProgramFailedError} */
  start(programs: Program[]): Promise<void>;
  /** Stops everything, what was started last first. */
  stop(): Promise<void>;
}

const SHORTEST_WAIT_MS = 200;
const LONGEST_WAIT_MS = 5_000;
/** A part that ran this long did not fail because of its start. */
const STEADY_MS = 30_000;
const LOG_BYTES = 10 * 1024 * 1024;

/** Keeps parts running: one that ends is started again, stores included, sooner the longer it had run. */
export function createSupervisor(dataDir: string, events: SupervisorEvents): Supervisor {
  const waves: string[][] = [];
  const running = new Map<string, RunningProgram>();
  const restarting = new Set<Promise<void>>();
  let stopping = false;

  async function startOne(program: Program, log: WriteStream): Promise<void> {
    const began = Date.now();
    const started = await launch(program, (line) => log.write(`${line}\n`));
    running.set(program.name, started);
    await rememberProcess(dataDir, program.name, started.pid);
    events.started(program.name, Date.now() - began);
    void started.ended.then(({ code, signal }) => {
      running.delete(program.name);
      if (stopping) return;
      events.ended(program.name, signal ?? `exit code ${code}`);
      const again = keepTrying(program, log, Date.now() - began > STEADY_MS ? 0 : SHORTEST_WAIT_MS);
      restarting.add(again);
      void again.finally(() => restarting.delete(again));
    });
  }

  async function keepTrying(program: Program, log: WriteStream, firstWaitMs: number): Promise<void> {
    for (let waitMs = firstWaitMs; !stopping; waitMs = Math.min(LONGEST_WAIT_MS, Math.max(SHORTEST_WAIT_MS, waitMs * 2))) {
      await delay(waitMs);
      if (stopping) return;
      try {
        await startOne(program, log);
        // One that came up while everything was being stopped must not stay.
        if (stopping) await running.get(program.name)?.stop();
        return;
      } catch (error) {
        if (!(error instanceof ProgramFailedError)) throw error;
        if (!stopping) events.failed(error, Math.min(LONGEST_WAIT_MS, Math.max(SHORTEST_WAIT_MS, waitMs * 2)));
      }
    }
  }

  return {
    async start(programs) {
      waves.push(programs.map(({ name }) => name));
      const logs = await Promise.all(programs.map(({ name }) => openLog(join(dataDir, 'logs', `${name}.log`))));
      await Promise.all(programs.map((program, i) => startOne(program, logs[i]!)));
    },
    async stop() {
      stopping = true;
      for (const wave of waves.toReversed()) {
        await Promise.all(
          wave.map(async (name) => {
            await running.get(name)?.stop();
            await forgetProcess(dataDir, name);
          }),
        );
      }
      await Promise.all(restarting);
    },
  };
}

/** Appends; a log past 10 MiB is set aside as `.old` first. */
async function openLog(file: string): Promise<WriteStream> {
  const size = await stat(file).then(
    (found) => found.size,
    () => 0,
  );
  if (size > LOG_BYTES) await rename(file, `${file}.old`);
  return createWriteStream(file, { flags: 'a', mode: 0o600 });
}
