import { randomUUID } from 'node:crypto';
import { createServer } from 'node:http';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { homedir, hostname, tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { ExecOptions, Sandbox, SandboxProvider } from '#domain/ports/sandbox';

const LIFE_MS = 600_000;

/** What every SandboxProvider must do. `dataDir`: where the project keeps its data on the host; nothing of it may be seen inside. */
export function sandboxContract(
  name: string,
  open: () => Promise<{ provider: SandboxProvider; dataDir: string; close: () => Promise<void> }>,
): void {
  describe(`${name} as a sandbox`, () => {
    let provider: SandboxProvider;
    let dataDir: string;
    let close: () => Promise<void>;
    const alive: Sandbox[] = [];

    beforeAll(async () => {
      ({ provider, dataDir, close } = await open());
    });
    afterEach(async () => {
      await Promise.all(alive.splice(0).map((sandbox) => sandbox.kill()));
    });
    afterAll(() => close());

    async function create(jobId = randomUUID(), timeoutMs = LIFE_MS): Promise<Sandbox> {
      const sandbox = await provider.create({ jobId, timeoutMs, metadata: { jobId } });
      alive.push(sandbox);
      return sandbox;
    }

    async function run(sandbox: Sandbox, argv: string[], options: Partial<ExecOptions> = {}) {
      let stdout = '';
      let stderr = '';
      const result = await sandbox.exec(argv, {
        cwd: sandbox.workspace,
        env: {},
        timeoutMs: 10_000,
        onOutput: (stream, text) => {
          if (stream === 'stdout') stdout += text;
          else stderr += text;
        },
        ...options,
      });
      return { ...result, stdout, stderr };
    }

    it('can run here', async () => {
      expect(await provider.probe()).toEqual({ ok: true, why: null });
    });

    it('keeps files from command to command, whatever their bytes', async () => {
      const sandbox = await create();
      const bytes = Uint8Array.from({ length: 70_000 }, (_, i) => i % 256);

      await sandbox.put('a folder/b.bin', bytes);
      await run(sandbox, ['cp', 'a folder/b.bin', 'c.bin']);

      expect(Buffer.from(await sandbox.get('c.bin')).equals(Buffer.from(bytes))).toBe(true);
    });

    it('says when a file is missing, too large or outside the workspace', async () => {
      const sandbox = await create();
      await sandbox.put('big', new Uint8Array(2000));

      await expect(sandbox.get('missing')).rejects.toMatchObject({ code: 'not_found' });
      await expect(sandbox.get('big', 1000)).rejects.toMatchObject({ code: 'too_large' });
      await expect(sandbox.get('../meta.json')).rejects.toMatchObject({ code: 'internal' });
      await expect(sandbox.put('/etc/x', new Uint8Array())).rejects.toMatchObject({ code: 'internal' });
    });

    it('gives exit codes and both streams, also characters cut in two', async () => {
      const sandbox = await create();

      const result = await run(sandbox, ['sh', '-c', 'printf "\\342\\202"; sleep 0.05; printf "\\254"; echo oops >&2; exit 3']);

      expect(result).toEqual({ exitCode: 3, timedOut: false, stdout: '€', stderr: 'oops\n' });
    });

    it('passes arguments on as they are', async () => {
      const sandbox = await create();

      const { stdout } = await run(sandbox, ['printf', '%s|', '$(id)', 'a b', '; ls', '-x', '']);

      expect(stdout).toBe('$(id)|a b|; ls|-x||');
    });

    it('has no network, only its own loopback', async () => {
      const sandbox = await create();
      const server = createServer((_, response) => response.end('host')).listen(0, '127.0.0.1');
      await new Promise((resolve) => server.once('listening', resolve));
      const port = (server.address() as { port: number }).port;
      const script = `
        const tryTo = (host, port) => new Promise((done) => {
          const socket = require('net').connect({ host, port, timeout: 2000 });
          socket.on('connect', () => done('connected')).on('error', (e) => done(e.code)).on('timeout', () => done('timeout'));
        });
        (async () => {
          console.log(await tryTo('127.0.0.1', ${port}), await tryTo('1.1.1.1', 53), await tryTo('fe80::1', 80));
          console.log(Object.keys(require('os').networkInterfaces()).join());
          require('dns').lookup('github.com', (e) => console.log(e ? 'no name' : 'resolved'));
        })();`;

      const { stdout } = await run(sandbox, ['node', '-e', script]);
      await new Promise((resolve) => server.close(resolve));

      const [reached, interfaces, name] = stdout.trim().split('\n');
      expect(reached).not.toContain('connected');
      expect(reached).toMatch(/^ECONNREFUSED ENETUNREACH/);
      expect(interfaces).toBe('lo');
      expect(name).toBe('no name');
    });

    it('has no environment but what it is given', async () => {
      process.env['SOULCASTER_CANARY'] = 'seen';
      const sandbox = await create();

      const { stdout } = await run(sandbox, ['sh', '-c', 'env; cat /proc/*/environ'], { env: { GIVEN: 'yes' } });
      delete process.env['SOULCASTER_CANARY'];

      expect(stdout).not.toContain('SOULCASTER_CANARY');
      const names = new Set(
        stdout
          .split(/[\n\0]/)
          .filter((line) => line.includes('='))
          .map((line) => line.split('=')[0]),
      );
      expect([...names].toSorted()).toEqual(['GIVEN', 'HOME', 'LANG', 'PATH', 'PWD']);
    });

    it('does not show the host’s homes, data, checkout or temporary files', async () => {
      const secret = await mkdtemp(join(tmpdir(), 'soulcaster-secret-'));
      await writeFile(join(secret, 'canary'), 'seen');
      await writeFile(join(dataDir, 'canary'), 'seen');
      const sandbox = await create();
      const paths = [
        join(secret, 'canary'),
        join(dataDir, 'canary'),
        join(process.cwd(), 'package.json'),
        join(homedir(), '.'),
        '/etc/shadow',
        '/root',
      ];

      const { stdout } = await run(sandbox, [
        'sh',
        '-c',
        'for path; do test -e "$path" && echo "$path"; done; ls /home /tmp; hostname; id -u',
        'sh',
        ...paths,
      ]);
      await rm(secret, { recursive: true });

      const seen = stdout.trim().split('\n');
      expect(seen.filter((line) => paths.includes(line))).toEqual([]);
      expect(stdout).toContain('/home:\nagent\n\n/tmp:\n');
      expect(seen.at(-2)).not.toBe(hostname());
      expect(seen.at(-1)).toBe('1000');
    });

    it('can write nowhere but in its workspace, home and /tmp, and has no power', async () => {
      const sandbox = await create();
      const script = `for path in / /usr/bin /etc /opt /opt/soulcaster /lib /proc/sys/kernel /run; do touch "$path/x" 2>/dev/null && echo "wrote $path"; done
        touch /workspace/x "$HOME/x" /tmp/x || echo "could not write"
        grep -E 'CapEff|CapBnd|NoNewPrivs' /proc/self/status; unshare -U true 2>/dev/null && echo "made a namespace"; mount -t tmpfs none /tmp 2>/dev/null && echo mounted; true`;

      const { stdout } = await run(sandbox, ['sh', '-c', script]);

      expect(stdout.trim().split('\n')).toEqual(['CapEff:\t0000000000000000', 'CapBnd:\t0000000000000000', 'NoNewPrivs:\t1']);
    });

    it('sees no process but its own', async () => {
      const sandbox = await create();

      const { stdout } = await run(sandbox, ['sh', '-c', 'cat /proc/[0-9]*/comm']);

      expect(stdout.trim().split('\n').length).toBeLessThan(8);
      expect(stdout).not.toContain('vitest');
    });

    it('follows links that were made inside, only inside', async () => {
      const sandbox = await create();
      await run(sandbox, ['ln', '-s', '/etc/hostname', 'link']);
      await run(sandbox, ['ln', '-s', dataDir, 'folder']);

      await expect(sandbox.get('link')).rejects.toMatchObject({ code: 'not_found' });
      await expect(sandbox.put('folder/planted', new Uint8Array([1]))).rejects.toMatchObject({ code: 'unavailable' });
    });

    it('ends a command, and everything it started, when its time is over', async () => {
      const sandbox = await create();

      const result = await run(sandbox, ['sh', '-c', '(while true; do date +%s%N > beat; sleep 0.02; done) & sleep 60'], {
        timeoutMs: 400,
      });

      expect(result).toMatchObject({ exitCode: -1, timedOut: true });
      const last = Buffer.from(await sandbox.get('beat')).toString();
      await run(sandbox, ['sleep', '0.2']);
      expect(Buffer.from(await sandbox.get('beat')).toString()).toBe(last);
    });

    it('leaves nothing running after a command that ended by itself', async () => {
      const sandbox = await create();
      await run(sandbox, ['sh', '-c', '(while true; do date +%s%N > beat; sleep 0.02; done) >/dev/null 2>&1 & sleep 0.2']);
      const last = Buffer.from(await sandbox.get('beat')).toString();

      await run(sandbox, ['sleep', '0.2']);

      expect(Buffer.from(await sandbox.get('beat')).toString()).toBe(last);
    });

    it('ends a command that is cancelled, and one that was cancelled before', async () => {
      const sandbox = await create();
      const stop = new AbortController();
      let started: () => void = () => undefined;
      const running = new Promise<void>((resolve) => (started = resolve));

      const ended = run(sandbox, ['sh', '-c', 'echo up; sleep 60'], { signal: stop.signal, onOutput: () => started() });
      await running;
      stop.abort();

      expect(await ended).toMatchObject({ exitCode: -1, timedOut: false });
      expect(await run(sandbox, ['true'], { signal: stop.signal })).toMatchObject({ exitCode: -1 });
    });

    it('is one per job, found again by another worker', async () => {
      const jobId = randomUUID();
      const first = await create(jobId);
      await first.put('mine', new Uint8Array([7]));

      const second = await create(jobId);
      const attached = await provider.attach(first.id);

      expect(second.id).toBe(first.id);
      expect(attached && (await attached.get('mine'))).toEqual(Buffer.from([7]));
      expect((await provider.list()).filter((one) => one.jobId === jobId)).toHaveLength(1);
    });

    it('ends what runs and forgets its files when it is killed, also by somebody else and twice', async () => {
      const jobId = randomUUID();
      const sandbox = await create(jobId);
      let started: () => void = () => undefined;
      const running = new Promise<void>((resolve) => (started = resolve));
      const ended = run(sandbox, ['sh', '-c', 'mkdir -p locked/in && chmod 0 locked; echo up; sleep 60'], { onOutput: () => started() });
      await running;

      const other = await provider.attach(sandbox.id);
      await other?.kill();
      await sandbox.kill();

      expect(await ended).toMatchObject({ exitCode: -1 });
      expect(await provider.attach(sandbox.id)).toBeNull();
      expect((await provider.list()).filter((one) => one.jobId === jobId)).toEqual([]);
    });

    it('ends by itself when its life is over', async () => {
      const jobId = randomUUID();
      const sandbox = await create(jobId, 700);

      expect(await run(sandbox, ['sleep', '30'])).toMatchObject({ exitCode: -1, timedOut: true });
      expect(await run(sandbox, ['true'])).toMatchObject({ exitCode: -1, timedOut: true });
      expect(await provider.attach(sandbox.id)).toBeNull();
      await create();
      expect((await provider.list()).filter((one) => one.jobId === jobId)).toEqual([]);
    });

    it('reaches the model, and nothing else, through its one socket', async () => {
      const folder = await mkdtemp(join(tmpdir(), 'soulcaster-socket-'));
      const socketPath = join(folder, 'model.sock');
      const server = createServer((request, response) => response.end(`model heard ${request.url}`)).listen(socketPath);
      await new Promise((resolve) => server.once('listening', resolve));
      const sandbox = await create();
      const argv = [
        'node',
        '-e',
        `fetch('${sandbox.modelUrl}/x').then((r) => r.text()).then(console.log, () => { console.log('nothing'); process.exitCode = 4; })`,
      ];

      const withModel = await run(sandbox, argv, { model: { socketPath, token: 't' } });
      const without = await run(sandbox, argv);
      await new Promise((resolve) => server.close(resolve));
      await rm(folder, { recursive: true, force: true });

      expect(withModel).toMatchObject({ exitCode: 0, stdout: 'model heard /x\n' });
      expect(without).toMatchObject({ exitCode: 4, stdout: 'nothing\n' });
    });

    it('has git, node and npm', async () => {
      const sandbox = await create();

      const { stdout, exitCode } = await run(sandbox, ['sh', '-c', 'git --version && node --version && npm --version']);

      expect(exitCode).toBe(0);
      expect(stdout).toContain(process.version);
    });
  });
}
