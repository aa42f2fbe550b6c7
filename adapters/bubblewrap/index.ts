import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { z } from 'zod';
import { FixRefusedError, InternalError } from '#domain/errors';
import type { Sandbox, SandboxProvider, SandboxSpec } from '#domain/ports/sandbox';
import { readOnlyMounts } from './mounts.ts';
import { runInBubblewrap } from './run.ts';
import { BubblewrapSandbox } from './sandbox.ts';

const PASSWD = 'agent:x:1000:1000:agent:/home/agent:/bin/sh\n';
const GROUP = 'agent:x:1000:\n';
const INSTALL = 'Install bubblewrap: apt-get install bubblewrap';

const Meta = z.object({ jobId: z.string(), startedAt: z.string(), expiresAt: z.number(), metadata: z.record(z.string(), z.string()) });
type Meta = z.infer<typeof Meta>;

/**
 * Sandboxes of Linux namespaces, each a folder below <dataDir>/sandboxes. No network, no host environment, no capability, uid 1000 inside; the
 * processes of a sandbox die with the worker that started them, its files stay for the next one. Its id follows from the job's.
 */
export function createBubblewrapProvider(options: { dataDir: string }): SandboxProvider {
  return new BubblewrapProvider(resolve(options.dataDir));
}

class BubblewrapProvider implements SandboxProvider {
  readonly kind = 'bubblewrap';
  readonly #dataDir: string;
  readonly #root: string;
  #prepared: Promise<{ mounts: string[]; disableUserns: boolean }> | undefined;

  constructor(dataDir: string) {
    this.#dataDir = dataDir;
    this.#root = join(dataDir, 'sandboxes');
  }

  async probe(): Promise<{ ok: boolean; why: string | null }> {
    if (spawnSync('bwrap', ['--version']).status !== 0) return { ok: false, why: INSTALL };
    const workspace = await mkdtemp(join(tmpdir(), 'soulcaster-probe-'));
    try {
      const { exitCode } = await runInBubblewrap(['true'], { ...(await this.#prepare()), workspace, cwd: '/', env: {}, timeoutMs: 10_000 });
      const why = 'bubblewrap cannot make namespaces here. Allow unprivileged user namespaces (on Ubuntu: an AppArmor profile for bwrap).';
      return exitCode === 0 ? { ok: true, why: null } : { ok: false, why };
    } finally {
      await rm(workspace, { recursive: true, force: true });
    }
  }

  async create(spec: SandboxSpec): Promise<Sandbox> {
    const id = sandboxId(spec.jobId);
    await this.#removeExpired();
    const existing = await this.attach(id);
    if (existing) return existing;
    const { ok, why } = await this.probe();
    if (!ok) throw new FixRefusedError('no_sandbox', why ?? INSTALL);

    const folder = join(this.#root, id);
    const draft = `${folder}.${process.pid}.new`;
    await rm(draft, { recursive: true, force: true });
    await mkdir(join(draft, 'workspace'), { recursive: true, mode: 0o700 });
    const now = Date.now();
    const meta: Meta = {
      jobId: spec.jobId,
      startedAt: new Date(now).toISOString(),
      expiresAt: now + spec.timeoutMs,
      metadata: spec.metadata,
    };
    await writeFile(join(draft, 'meta.json'), JSON.stringify(meta));
    // What is left of a half-removed one must not stay in the way.
    await rm(folder, { recursive: true, force: true });
    await rename(draft, folder);
    return this.#sandbox(id, meta.expiresAt);
  }

  async attach(id: string): Promise<Sandbox | null> {
    const meta = await this.#meta(id);
    return meta && meta.expiresAt > Date.now() ? this.#sandbox(id, meta.expiresAt) : null;
  }

  async list(): Promise<{ id: string; jobId: string; startedAt: string }[]> {
    await this.#removeExpired();
    return (await this.#all()).map(({ id, jobId, startedAt }) => ({ id, jobId, startedAt }));
  }

  async #removeExpired(): Promise<void> {
    for (const { id, expiresAt } of await this.#all()) if (expiresAt <= Date.now()) await (await this.#sandbox(id, expiresAt)).kill();
  }

  async #all(): Promise<(Meta & { id: string })[]> {
    const ids = (await readdir(this.#root).catch(() => [])).filter((name) => name.startsWith('fix-') && !name.endsWith('.new'));
    const metas = await Promise.all(ids.map(async (id) => ({ id, meta: await this.#meta(id) })));
    return metas.flatMap(({ id, meta }) => (meta ? [{ ...meta, id }] : []));
  }

  async #meta(id: string): Promise<Meta | null> {
    if (!/^[\w-]+$/.test(id)) throw new InternalError('a sandbox id has other characters than letters, digits and hyphens');
    const text = await readFile(join(this.#root, id, 'meta.json'), 'utf8').catch(() => null);
    return text === null ? null : Meta.parse(JSON.parse(text));
  }

  async #sandbox(id: string, expiresAt: number): Promise<BubblewrapSandbox> {
    return new BubblewrapSandbox({ id, folder: join(this.#root, id), expiresAt, ...(await this.#prepare()) });
  }

  #prepare(): Promise<{ mounts: string[]; disableUserns: boolean }> {
    this.#prepared ??= this.#lookAround().catch((error: unknown) => {
      this.#prepared = undefined;
      throw error;
    });
    return this.#prepared;
  }

  async #lookAround(): Promise<{ mounts: string[]; disableUserns: boolean }> {
    const etc = join(this.#root, '.etc');
    await mkdir(etc, { recursive: true });
    const [passwd, group] = [join(etc, 'passwd'), join(etc, 'group')];
    if (!existsSync(passwd)) await writeFile(passwd, PASSWD);
    if (!existsSync(group)) await writeFile(group, GROUP);
    // Before 0.8 bubblewrap does not know the option.
    const help = spawnSync('bwrap', ['--help'], { encoding: 'utf8' }).stdout ?? '';
    return { mounts: readOnlyMounts(passwd, group, [this.#dataDir]), disableUserns: help.includes('--disable-userns') };
  }
}

function sandboxId(jobId: string): string {
  if (!/^[\w-]{1,80}$/.test(jobId)) throw new InternalError('a job id has other characters than letters, digits and hyphens');
  return `fix-${jobId}`;
}
