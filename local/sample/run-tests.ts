import { execFile } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { createBubblewrapProvider } from '#adapters/bubblewrap/index';
import { readTestOutput, type TestNames } from '#domain/fixing/test-output';
import { gitCredential, type PeerAccess } from './place-repository.ts';

const run = promisify(execFile);
const TESTS_WITHIN_MS = 120_000;
const MAX_OUTPUT_BYTES = 16 * 1024 * 1024;

/**
 * Clones one branch from the peer and runs its tests. In a sandbox: with a real model, a branch is code that nobody has read yet.
 */
export async function runTestsOf(access: PeerAccess, repository: string, branch: string): Promise<TestNames & { commit: string }> {
  const folder = await mkdtemp(join(tmpdir(), 'soulcaster-demo-'));
  const git = async (args: string[], cwd = folder) =>
    (await run('git', args, { cwd, env: gitCredential(access.peerToken), maxBuffer: MAX_OUTPUT_BYTES })).stdout;
  try {
    const clone = join(folder, 'clone');
    await git(['clone', '--quiet', '--depth', '1', '--branch', branch, `${access.peerUrl}/${repository}.git`, clone]);
    const commit = (await git(['rev-parse', 'HEAD'], clone)).trim();
    const files = (await git(['ls-files', '-z'], clone)).split('\0').filter((path) => path !== '');

    const sandbox = await createBubblewrapProvider({ dataDir: folder }).create({
      jobId: randomUUID(),
      timeoutMs: TESTS_WITHIN_MS,
      metadata: {},
    });
    try {
      for (const path of files) await sandbox.put(path, await readFile(join(clone, path)));
      let output = '';
      await sandbox.exec(['npm', 'test'], {
        cwd: sandbox.workspace,
        env: { CI: '1', NO_COLOR: '1', npm_config_update_notifier: 'false' },
        timeoutMs: TESTS_WITHIN_MS,
        onOutput: (_, text) => (output += text),
      });
      return { ...readTestOutput(output), commit };
    } finally {
      await sandbox.kill();
    }
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
