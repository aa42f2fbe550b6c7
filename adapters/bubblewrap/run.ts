import { spawn } from 'node:child_process';
import type { ModelAccess } from '#domain/ports/sandbox';
import { INSIDE, RELAY_INSIDE } from './mounts.ts';
import type { ProcessRecords } from './process-records.ts';

/** Per process: files of 256 MiB, 4 GiB of data, an hour of processor time, 1,024 processes at once. */
const LIMITS = ['--fsize=268435456', '--data=4294967296', '--cpu=3600', '--nproc=1024', '--core=0'];
const BWRAP_ENV = { PATH: '/usr/local/bin:/usr/bin:/bin', LANG: 'C.UTF-8' };

export interface RunOptions {
  mounts: readonly string[];
  disableUserns: boolean;
  workspace: string;
  cwd: string;
  env: Record<string, string>;
  timeoutMs: number;
  input?: Uint8Array;
  model?: ModelAccess;
  signal?: AbortSignal;
  records?: ProcessRecords;
  onStdout?: (chunk: Buffer) => void;
  onStderr?: (chunk: Buffer) => void;
}

export interface RunResult {
  /** -1 where it was killed. */
  exitCode: number;
  timedOut: boolean;
}

/** One command in namespaces of its own: whatever it starts ends with it. */
export async function runInBubblewrap(argv: readonly string[], options: RunOptions): Promise<RunResult> {
  if (options.signal?.aborted) return { exitCode: -1, timedOut: false };
  const child = spawn('bwrap', bwrapArguments(argv, options), {
    stdio: [options.input ? 'pipe' : 'ignore', 'pipe', 'pipe'],
    env: BWRAP_ENV,
    cwd: '/',
  });
  let killed = false;
  let timedOut = false;
  const kill = () => {
    killed = true;
    child.kill('SIGKILL');
  };
  const timer = setTimeout(() => {
    timedOut = true;
    kill();
  }, options.timeoutMs);
  options.signal?.addEventListener('abort', kill, { once: true });
  child.stdout?.on('data', (chunk: Buffer) => options.onStdout?.(chunk));
  child.stderr?.on('data', (chunk: Buffer) => options.onStderr?.(chunk));
  // A command that does not read its input may close it early.
  child.stdin?.on('error', () => undefined);
  const ended = new Promise<RunResult>((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (code, signal) => {
      const stopped = killed || signal !== null;
      resolve({ exitCode: stopped ? -1 : (code ?? -1), timedOut });
    });
  });
  try {
    if (child.pid !== undefined) await options.records?.add(child.pid);
    if (options.input) child.stdin?.end(options.input);
    return await ended;
  } finally {
    clearTimeout(timer);
    options.signal?.removeEventListener('abort', kill);
    if (child.pid !== undefined) await options.records?.remove(child.pid);
  }
}

function bwrapArguments(argv: readonly string[], options: RunOptions): string[] {
  const env = { PATH: `${INSIDE.bin}:/usr/bin:/usr/sbin`, HOME: INSIDE.home, LANG: 'C.UTF-8', ...options.env };
  return [
    ...['--unshare-all', '--unshare-user', '--uid', '1000', '--gid', '1000', ...(options.disableUserns ? ['--disable-userns'] : [])],
    ...['--die-with-parent', '--new-session', '--clearenv', '--cap-drop', 'ALL', '--hostname', 'sandbox'],
    ...options.mounts,
    ...['--bind', options.workspace, INSIDE.workspace],
    ...(options.model ? ['--ro-bind', options.model.socketPath, INSIDE.socket] : []),
    ...Object.entries(env).flatMap(([name, value]) => ['--setenv', name, value]),
    ...['--chdir', options.cwd, '--remount-ro', '/', '--', 'prlimit', ...LIMITS, '--'],
    ...(options.model ? ['node', RELAY_INSIDE, INSIDE.socket, String(INSIDE.modelPort)] : []),
    ...argv,
  ];
}
