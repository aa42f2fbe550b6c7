import { FixRefusedError, UnavailableError } from '#domain/errors';
import type { Sandbox } from '#domain/ports/index';

const STEP_MS = 120_000;
const MAX_CHANGE_BYTES = 16_777_216;

/** Where things are in a fix's sandbox, relative to its workspace. */
export const LAYOUT = { repo: 'repo', prompt: 'task/prompt.md', base: 'base.bundle', collect: 'collect', proof: 'proof' } as const;

/** git inside: no configuration but ours, and the same ids wherever it runs. */
const GIT_ENV = {
  GIT_CONFIG_GLOBAL: '/dev/null',
  GIT_CONFIG_NOSYSTEM: '1',
  GIT_AUTHOR_NAME: 'Soulcaster',
  GIT_AUTHOR_EMAIL: 'soulcaster@localhost',
  GIT_COMMITTER_NAME: 'Soulcaster',
  GIT_COMMITTER_EMAIL: 'soulcaster@localhost',
};

/** A fresh checkout of the base at `repo`, whatever was there. It has no remote and no history. */
export async function layBase(sandbox: Sandbox, bundle: Uint8Array, signal: AbortSignal): Promise<void> {
  await sandbox.put(LAYOUT.base, bundle);
  await step(sandbox, ['rm', '-rf', '--', LAYOUT.repo], signal);
  await step(sandbox, ['git', 'clone', '--quiet', '--branch', 'base', LAYOUT.base, LAYOUT.repo], signal);
  await step(sandbox, ['git', '-C', LAYOUT.repo, 'remote', 'remove', 'origin'], signal);
}

/**
 * What the agent left in the checkout, as a bundle with branch `change`. Uses a repository of its own beside the checkout: the agent may have done
 * anything to the one inside.
 * @throws {FixRefusedError} `unsafe_change` git cannot read the checkout, or the change is too large to be one
 */
export async function collectChange(sandbox: Sandbox, baseBundle: Uint8Array, signal: AbortSignal): Promise<Uint8Array> {
  const gitDir = `${LAYOUT.collect}/repo.git`;
  const git = (args: string[]) =>
    step(sandbox, ['git', '-c', 'core.hooksPath=/dev/null', `--git-dir=${gitDir}`, `--work-tree=${LAYOUT.repo}`, ...args], signal);
  await step(sandbox, ['rm', '-rf', '--', LAYOUT.collect], signal);
  await sandbox.put(`${LAYOUT.collect}/base.bundle`, baseBundle);
  await step(sandbox, ['git', 'clone', '--quiet', '--bare', '--branch', 'base', `${LAYOUT.collect}/base.bundle`, gitDir], signal);
  await git(['read-tree', 'HEAD']);
  await git(['add', '--all', '.']);
  await git(['commit', '--quiet', '--allow-empty', '--no-verify', '--message', 'change']);
  await git(['update-ref', 'refs/heads/change', 'HEAD']);
  await git(['bundle', 'create', '--quiet', `${LAYOUT.collect}/change.bundle`, 'refs/heads/change']);
  try {
    return await sandbox.get(`${LAYOUT.collect}/change.bundle`, baseBundle.length + MAX_CHANGE_BYTES);
  } catch (error) {
    throw new FixRefusedError('unsafe_change', 'The change is too large to be read out of the sandbox.', { cause: error });
  }
}

/** Fresh checkouts of the bundle's branches at proof/<branch>. */
export async function layProof(sandbox: Sandbox, bundle: Uint8Array, branches: readonly string[], signal: AbortSignal): Promise<void> {
  await step(sandbox, ['rm', '-rf', '--', LAYOUT.proof], signal);
  await sandbox.put(`${LAYOUT.proof}/trees.bundle`, bundle);
  for (const branch of branches) {
    await step(
      sandbox,
      ['git', 'clone', '--quiet', '--branch', branch, `${LAYOUT.proof}/trees.bundle`, `${LAYOUT.proof}/${branch}`],
      signal,
    );
  }
}

async function step(sandbox: Sandbox, argv: string[], signal: AbortSignal): Promise<void> {
  const { exitCode } = await sandbox.exec(argv, { cwd: sandbox.workspace, env: GIT_ENV, timeoutMs: STEP_MS, signal });
  if (exitCode === 0) return;
  if (signal.aborted || exitCode === -1)
    throw new UnavailableError('a step in the sandbox was stopped', { details: { service: 'sandbox', step: argv[0] } });
  throw new FixRefusedError('unsafe_change', 'The checkout in the sandbox could not be read by git.', { details: { exitCode } });
}
