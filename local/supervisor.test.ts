import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { spawn } from 'node:child_process';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { endLeftovers, lockDataDir, rememberProcess, unlockDataDir } from './process-file.ts';
import { launch, ProgramFailedError, type Program } from './program.ts';
import { createSupervisor } from './supervisor.ts';

let dataDir: string;
beforeEach(async () => {
  dataDir = await mkdtemp(join(tmpdir(), 'soulcaster-supervisor-'));
  await mkdir(join(dataDir, 'run'));
  await mkdir(join(dataDir, 'logs'));
});
afterEach(() => rm(dataDir, { recursive: true, force: true }));

/** A real process that says when it is up by writing its id into a file. */
function part(name: string, script = 'setInterval(() => {}, 1000)'): Program & { file: string } {
  const file = join(dataDir, `${name}.up`);
  return {
    name,
    file,
    stopSignal: 'SIGTERM',
    readyWithinMs: 10_000,
    stopWithinMs: 1_000,
    command: () => ({
      file: process.execPath,
      args: ['-e', `require('fs').writeFileSync(${JSON.stringify(file)}, String(process.pid)); console.log('up'); ${script}`],
    }),
    async probe(pid) {
      if ((await readFile(file, 'utf8')) !== String(pid)) throw new Error('not yet');
    },
  };
}

const silent = { started: () => undefined, ended: () => undefined, failed: () => undefined };
const isAlive = (pid: number) => {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
};
const pidIn = async (file: string) => Number(await readFile(file, 'utf8'));

describe('the supervisor', () => {
  it('starts a part again that was killed, and says so', async () => {
    const ended: string[] = [];
    const program = part('store');
    const supervisor = createSupervisor(dataDir, { ...silent, ended: (name, how) => ended.push(`${name} ${how}`) });
    await supervisor.start([program]);
    const first = await pidIn(program.file);

    process.kill(first, 'SIGKILL');

    await vi.waitFor(async () => expect(await pidIn(program.file)).not.toBe(first), { timeout: 8_000, interval: 30 });
    expect(ended).toEqual(['store SIGKILL']);
    const second = await pidIn(program.file);
    await supervisor.stop();
    expect(isAlive(second)).toBe(false);
  });

  it('ends a part that ignores the request, and leaves nothing', async () => {
    const stubborn = part('stubborn', "process.on('SIGTERM', () => {}); setInterval(() => {}, 1000)");
    const supervisor = createSupervisor(dataDir, silent);
    await supervisor.start([stubborn]);
    const pid = await pidIn(stubborn.file);

    await supervisor.stop();

    expect(isAlive(pid)).toBe(false);
  });

  it('keeps what a part wrote in its log, closed to others', async () => {
    const supervisor = createSupervisor(dataDir, silent);
    await supervisor.start([part('talker')]);

    await vi.waitFor(async () => expect(await readFile(join(dataDir, 'logs', 'talker.log'), 'utf8')).toBe('up\n'), { timeout: 5_000 });
    await supervisor.stop();
  });
});

describe('launching', () => {
  it('fails with the last lines when the part ends before it answers', async () => {
    const broken: Program = {
      ...part('broken'),
      command: () => ({ file: process.execPath, args: ['-e', "console.error('no disk'); process.exit(3)"] }),
    };

    const failure = await launch(broken).catch((error: unknown) => error);

    expect(failure).toBeInstanceOf(ProgramFailedError);
    expect((failure as ProgramFailedError).output).toContain('no disk');
  });

  it('fails when the program does not exist', async () => {
    const missing: Program = { ...part('missing'), command: () => ({ file: join(dataDir, 'nothing-here'), args: [] }) };

    await expect(launch(missing)).rejects.toThrow('missing ended while it started');
  });

  it('is not fooled by another program that answers on its port', async () => {
    const stranger = createServer().listen(0, '127.0.0.1');
    await new Promise((resolve) => stranger.once('listening', resolve));
    const { port } = stranger.address() as AddressInfo;
    const program: Program = {
      ...part('second'),
      command: () => ({ file: process.execPath, args: ['-e', `require('net').createServer().listen(${port}, '127.0.0.1')`] }),
      probe: () => new Promise((resolve) => setTimeout(resolve, 1_500)),
    };

    await expect(launch(program)).rejects.toThrow('second ended while it started');
    stranger.close();
  });
});

describe('a data directory', () => {
  it('has one owner; the next learns who', async () => {
    expect(await lockDataDir(dataDir)).toBeNull();

    expect(await lockDataDir(dataDir)).toBe(process.pid);

    await unlockDataDir(dataDir);
    expect(await lockDataDir(dataDir)).toBeNull();
  });

  it('is taken over from an owner that was killed, also when its process id is in use again', async () => {
    await writeFile(join(dataDir, 'supervisor.lock'), JSON.stringify({ pid: process.pid, startedAt: '1' }));

    expect(await lockDataDir(dataDir)).toBeNull();
  });

  it('is cleared of what a killed supervisor left running', async () => {
    const orphan = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)'], { stdio: 'ignore' });
    await rememberProcess(dataDir, 'redis', orphan.pid!);

    expect(await endLeftovers(dataDir)).toEqual(['redis']);

    await vi.waitFor(() => expect(isAlive(orphan.pid!)).toBe(false));
  });

  it('never ends a stranger that has the process id of a part of ours', async () => {
    const stranger = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)'], { stdio: 'ignore' });
    await writeFile(join(dataDir, 'run', 'redis.json'), JSON.stringify({ pid: stranger.pid, startedAt: '1' }));

    expect(await endLeftovers(dataDir)).toEqual([]);

    expect(isAlive(stranger.pid!)).toBe(true);
    stranger.kill('SIGKILL');
  });
});
