import { chmod, lstat, readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { InternalError, NotFoundError, TooLargeError, UnavailableError } from '#domain/errors';
import type { ExecOptions, Sandbox } from '#domain/ports/sandbox';
import { INSIDE } from './mounts.ts';
import { ProcessRecords } from './process-records.ts';
import { runInBubblewrap, type RunOptions } from './run.ts';

const FILE_MS = 60_000;
const MAX_GET_BYTES = 33_554_432;

export interface BubblewrapSandboxOptions {
  id: string;
  /** <dataDir>/sandboxes/<id> */
  folder: string;
  mounts: readonly string[];
  disableUserns: boolean;
  /** Milliseconds since the epoch: nothing runs after it. */
  expiresAt: number;
}

/** A folder on the host, shown at /workspace to commands that run one by one in namespaces of their own. */
export class BubblewrapSandbox implements Sandbox {
  readonly kind = 'bubblewrap';
  readonly id: string;
  readonly workspace = INSIDE.workspace;
  readonly modelUrl = `http://127.0.0.1:${INSIDE.modelPort}`;
  readonly #options: BubblewrapSandboxOptions;
  readonly #records: ProcessRecords;

  constructor(options: BubblewrapSandboxOptions) {
    this.id = options.id;
    this.#options = options;
    this.#records = new ProcessRecords(join(options.folder, 'processes'));
  }

  async put(path: string, bytes: Uint8Array): Promise<void> {
    const script = 'mkdir -p -- "$(dirname -- "$1")" && cat > "$1"';
    const { exitCode } = await this.#run(['sh', '-c', script, 'put', inWorkspace(path)], { input: bytes });
    if (exitCode !== 0)
      throw new UnavailableError('a file could not be written into the sandbox', { details: { service: 'sandbox', exitCode } });
  }

  async get(path: string, maxBytes = MAX_GET_BYTES): Promise<Uint8Array> {
    const chunks: Buffer[] = [];
    let size = 0;
    const stop = new AbortController();
    const { exitCode } = await this.#run(['cat', '--', inWorkspace(path)], {
      signal: stop.signal,
      onStdout: (chunk) => {
        size += chunk.length;
        if (size > maxBytes) stop.abort();
        else chunks.push(chunk);
      },
    });
    if (size > maxBytes) throw new TooLargeError('a file of the sandbox is too large', { details: { maxBytes } });
    if (exitCode !== 0) throw new NotFoundError('the sandbox has no such file', { details: { exitCode } });
    return Buffer.concat(chunks);
  }

  async exec(argv: string[], options: ExecOptions): Promise<{ exitCode: number; timedOut: boolean }> {
    // A chunk may end in the middle of a character.
    const decoders = { stdout: new TextDecoder(), stderr: new TextDecoder() };
    const forward = (stream: 'stdout' | 'stderr') => (chunk: Buffer) => {
      const text = decoders[stream].decode(chunk, { stream: true });
      if (text !== '') options.onOutput?.(stream, text);
    };
    const left = this.#options.expiresAt - Date.now();
    if (left <= 0) return { exitCode: -1, timedOut: true };
    return this.#run(argv, {
      cwd: options.cwd,
      env: options.env,
      timeoutMs: Math.min(options.timeoutMs, left),
      model: options.model,
      signal: options.signal,
      onStdout: forward('stdout'),
      onStderr: forward('stderr'),
    });
  }

  async kill(): Promise<void> {
    await this.#records.killAll();
    await removeTree(this.#options.folder);
  }

  #run(argv: string[], options: Partial<RunOptions>) {
    const { folder, mounts, disableUserns } = this.#options;
    return runInBubblewrap(argv, {
      mounts,
      disableUserns,
      workspace: join(folder, 'workspace'),
      cwd: INSIDE.workspace,
      env: {},
      timeoutMs: FILE_MS,
      records: this.#records,
      ...options,
    });
  }
}

function inWorkspace(path: string): string {
  if (path.startsWith('/') || path.split('/').includes('..')) throw new InternalError('a path must be relative to the workspace');
  return `${INSIDE.workspace}/${path}`;
}

/** Removes a folder, also where what ran in it took its own permissions away. Links are removed, never followed. */
async function removeTree(folder: string): Promise<void> {
  try {
    await rm(folder, { recursive: true, force: true, maxRetries: 3 });
  } catch {
    await openFolders(folder);
    await rm(folder, { recursive: true, force: true, maxRetries: 3 });
  }
}

async function openFolders(folder: string): Promise<void> {
  const stat = await lstat(folder).catch(() => null);
  if (!stat?.isDirectory()) return;
  await chmod(folder, 0o700);
  for (const entry of await readdir(folder, { withFileTypes: true })) if (entry.isDirectory()) await openFolders(join(folder, entry.name));
}
