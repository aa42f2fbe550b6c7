import { spawn } from 'node:child_process';
import { InternalError, NotFoundError, TooLargeError, UnavailableError, VendorRefusedError } from '#domain/errors';

export interface GitOptions {
  /** The bare repository. */
  gitDir: string;
  env?: Record<string, string>;
  input?: Uint8Array | string;
  timeoutMs?: number;
  maxBytes?: number;
  signal?: AbortSignal;
}

export interface GitResult {
  exitCode: number;
  stdout: Buffer;
  stderr: string;
}

const TIMEOUT_MS = 120_000;
const MAX_BYTES = 67_108_864;
/** Nothing of the machine's or a user's configuration, no hook, no helper, no question; fixed identity and dates, so that ids repeat. */
const ENV = {
  PATH: '/usr/local/bin:/usr/bin:/bin',
  HOME: '/nonexistent',
  LANG: 'C',
  GIT_CONFIG_NOSYSTEM: '1',
  GIT_CONFIG_GLOBAL: '/dev/null',
  GIT_TERMINAL_PROMPT: '0',
  GIT_ASKPASS: 'true',
  GIT_ATTR_NOSYSTEM: '1',
  GIT_OPTIONAL_LOCKS: '0',
  GIT_PROTOCOL_FROM_USER: '0',
  GIT_ALLOW_PROTOCOL: 'http:https:file',
  GIT_AUTHOR_NAME: 'Soulcaster',
  GIT_AUTHOR_EMAIL: 'soulcaster@localhost',
  GIT_AUTHOR_DATE: '2000-01-01T00:00:00Z',
  GIT_COMMITTER_NAME: 'Soulcaster',
  GIT_COMMITTER_EMAIL: 'soulcaster@localhost',
  GIT_COMMITTER_DATE: '2000-01-01T00:00:00Z',
};
const SAFE = [
  'core.hooksPath=/dev/null',
  'core.fsmonitor=false',
  'credential.helper=',
  'gc.auto=0',
  'maintenance.auto=false',
  'protocol.ext.allow=never',
];

/** One git process on a bare repository; whatever its exit code. @throws {TooLargeError} it printed more than `maxBytes`; {UnavailableError} it took too long */
export async function tryGit(args: string[], options: GitOptions): Promise<GitResult> {
  const { timeoutMs = TIMEOUT_MS, maxBytes = MAX_BYTES } = options;
  const child = spawn('git', [...SAFE.flatMap((setting) => ['-c', setting]), `--git-dir=${options.gitDir}`, ...args], {
    env: { ...ENV, ...options.env },
    cwd: '/',
    stdio: ['pipe', 'pipe', 'pipe'],
    signal: options.signal,
    killSignal: 'SIGKILL',
    timeout: timeoutMs,
  });
  const chunks: Buffer[] = [];
  let size = 0;
  let stderr = '';
  child.stdout.on('data', (chunk: Buffer) => {
    size += chunk.length;
    if (size > maxBytes) child.kill('SIGKILL');
    else chunks.push(chunk);
  });
  child.stderr.on('data', (chunk: Buffer) => (stderr = `${stderr}${chunk.toString('utf8')}`.slice(-4000)));
  child.stdin.on('error', () => undefined);
  child.stdin.end(options.input ?? '');
  const exitCode = await new Promise<number>((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (code) => resolve(code ?? -1));
  });
  if (size > maxBytes) throw new TooLargeError('git printed more than the limit', { details: { command: args[0], maxBytes } });
  if (exitCode === -1) throw new UnavailableError('git did not end in time', { details: { service: 'git', command: args[0] } });
  return { exitCode, stdout: Buffer.concat(chunks), stderr };
}

/** The same, where anything but success is our bug. What git says may hold outside text, so it is the cause, not the message. */
export async function git(args: string[], options: GitOptions): Promise<Buffer> {
  const result = await tryGit(args, options);
  if (result.exitCode === 0) return result.stdout;
  throw new InternalError('git failed', { cause: new Error(result.stderr), details: { command: args[0], exitCode: result.exitCode } });
}

/** A failed fetch as an error of ours. */
export function fetchError(stderr: string): Error {
  const cause = new Error(stderr);
  if (/couldn't find remote ref|not our ref|unadvertised object/i.test(stderr))
    return new NotFoundError('the code host has no such branch or commit', { cause });
  if (/Authentication failed|could not read Username|terminal prompts disabled|returned error: 40[13]|HTTP 40[13]/i.test(stderr)) {
    return new VendorRefusedError('the code host refused the credential', { cause, details: { service: 'git' } });
  }
  if (/not found|returned error: 404|does not appear to be a git repository/i.test(stderr)) {
    return new NotFoundError('the code host has no such repository, or does not show it', { cause });
  }
  return new UnavailableError('the code host cannot be cloned from', { cause, details: { service: 'git' } });
}
