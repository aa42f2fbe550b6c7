import { spawn, type ChildProcess } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { setPriority } from 'node:os';
import { setTimeout as delay } from 'node:timers/promises';

/** How one part of the local run is started and how one knows that it answers. */
export interface Program {
  name: string;
  /** Makes what it needs on disk; repeating it changes nothing. */
  prepare?(): Promise<void>;
  command(): Command;
  /** Resolves once the part really answers; throws until then. `pid` is the process just started. */
  probe(pid: number): Promise<void>;
  /** Asks for an orderly end. */
  stopSignal: 'SIGTERM' | 'SIGINT';
  readyWithinMs: number;
  stopWithinMs: number;
  /** How far it stands back when cores are short, 0 (default) to 19. */
  niceness?: number;
}

export interface Command {
  file: string;
  args: string[];
  env?: Record<string, string | undefined>;
  uid?: number;
  gid?: number;
  cwd?: string;
  /** Node parts get a channel, so that they end when the supervisor is gone. */
  channel?: boolean;
}

export interface RunningProgram {
  readonly name: string;
  readonly pid: number;
  /** Resolves when the process has ended, however that came. */
  readonly ended: Promise<{ code: number | null; signal: NodeJS.Signals | null }>;
  stop(): Promise<void>;
}

/** The last lines a part wrote before it failed, for the one who has to find out why. */
export class ProgramFailedError extends Error {
  override readonly name = 'ProgramFailedError';
  readonly program: string;
  readonly output: string;

  constructor(program: string, reason: string, output: string) {
    super(`${program} ${reason}`);
    this.program = program;
    this.output = output;
  }
}

/**
 * Starts a part and resolves when it answers.
 * @param onLine every line it writes, for its log file
 * @throws {ProgramFailedError} it ended, or did not answer in time (it is ended then)
 */
export async function launch(program: Program, onLine: (line: string) => void = () => undefined): Promise<RunningProgram> {
  await program.prepare?.();
  const { file, args, env, uid, gid, cwd, channel } = program.command();
  const child = spawn(file, args, {
    env: env ?? process.env,
    uid,
    gid,
    cwd,
    // Ctrl-C reaches the supervisor alone, which stops the parts in order.
    detached: true,
    stdio: ['ignore', 'pipe', 'pipe', ...(channel ? (['ipc'] as const) : [])],
  });
  if (program.niceness && child.pid) standBack(child.pid, program.niceness);
  const tail = readLines(child, onLine);
  const ended = endOf(child);
  const running = { name: program.name, pid: child.pid ?? -1, ended, stop: () => stop(child, program, ended) };
  let hasEnded = false;
  void ended.then(() => (hasEnded = true));

  const deadline = Date.now() + program.readyWithinMs;
  for (;;) {
    const answered = await program.probe(running.pid).then(
      () => true,
      () => false,
    );
    // A part that ended may have been answered for by another process on its port.
    if (hasEnded) throw new ProgramFailedError(program.name, 'ended while it started', tail().join('\n'));
    if (answered) return running;
    if (Date.now() > deadline) {
      await running.stop();
      throw new ProgramFailedError(program.name, `did not answer within ${program.readyWithinMs / 1000} s`, tail().join('\n'));
    }
    await delay(40);
  }
}

/** Threads and processes that it starts inherit this. Where the kernel weighs sessions first, each part being one, that counts too. */
function standBack(pid: number, niceness: number): void {
  try {
    setPriority(pid, niceness);
    writeFileSync(`/proc/${pid}/autogroup`, String(niceness));
  } catch {
    // It ended at once, which is found out below, or the kernel has no such groups.
  }
}

function endOf(child: ChildProcess): RunningProgram['ended'] {
  return new Promise((resolve) => {
    child.once('error', () => resolve({ code: -1, signal: null }));
    child.once('exit', (code, signal) => resolve({ code, signal }));
  });
}

async function stop(child: ChildProcess, program: Program, ended: RunningProgram['ended']): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  child.kill(program.stopSignal);
  const timer = setTimeout(() => child.kill('SIGKILL'), program.stopWithinMs);
  await ended;
  clearTimeout(timer);
}

const KEPT_LINES = 30;

function readLines(child: ChildProcess, onLine: (line: string) => void): () => string[] {
  const kept: string[] = [];
  for (const stream of [child.stdout, child.stderr]) {
    let rest = '';
    stream?.setEncoding('utf8').on('data', (text: string) => {
      const lines = (rest + text).split('\n');
      rest = lines.pop() ?? '';
      for (const line of lines) {
        kept.push(line);
        if (kept.length > KEPT_LINES) kept.shift();
        onLine(line);
      }
    });
  }
  return () => kept;
}
