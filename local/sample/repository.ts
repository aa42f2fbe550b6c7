import { execFile } from 'node:child_process';
import { mkdir, readdir, readFile } from 'node:fs/promises';
import { findPackageJSON } from 'node:module';
import { dirname, join, relative, sep } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);

/** Fixed for ever: the id of the root commit follows from them and from the files. */
const IDENTITY = 'Soulcaster';
const EMAIL = 'sample@soulcaster.invalid';
const COMMITTED_AT = '2026-11-02T09:00:00Z';
const MESSAGE = 'The sample shop, as of 1.4.2';

/** Where the sample's sources lie in this checkout, also when this runs from dist. */
export function samplePackageFolder(): string {
  const packageJson = findPackageJSON('.', import.meta.url);
  if (!packageJson) throw new Error('The sample repository was not found beside this program.');
  return join(dirname(packageJson), 'local', 'sample', 'package');
}

/**
 * Makes a bare repository at `folder` whose `main` is the sample's one commit. Repeating it gives the same commit, on any machine.
 * @returns the id of that commit
 */
export async function buildSampleRepository(folder: string): Promise<string> {
  await mkdir(folder, { recursive: true });
  const git = gitIn(folder);
  await git(['init', '--quiet', '--bare', '--initial-branch=main', folder]);
  const entries: string[] = [];
  for (const path of await filesOf(samplePackageFolder())) {
    const blob = await git(['hash-object', '-w', '--stdin'], await readFile(join(samplePackageFolder(), path)));
    entries.push(`100644 ${blob}\t${path}`);
  }
  await git(['update-index', '--add', '--index-info'], `${entries.join('\n')}\n`);
  const commit = await git(['commit-tree', await git(['write-tree']), '-m', MESSAGE]);
  await git(['update-ref', 'refs/heads/main', commit]);
  return commit;
}

async function filesOf(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  return entries
    .filter((entry) => entry.isFile())
    .map((entry) => relative(folder, join(entry.parentPath, entry.name)).split(sep).join('/'))
    .filter((path) => !path.split('/').some((part) => part.startsWith('.') || part === 'node_modules'))
    .sort();
}

/** git without the user's own configuration, which could change what is committed. */
function gitIn(folder: string) {
  const env = {
    PATH: process.env.PATH,
    GIT_DIR: folder,
    GIT_CONFIG_NOSYSTEM: '1',
    GIT_CONFIG_GLOBAL: '/dev/null',
    GIT_AUTHOR_NAME: IDENTITY,
    GIT_AUTHOR_EMAIL: EMAIL,
    GIT_AUTHOR_DATE: COMMITTED_AT,
    GIT_COMMITTER_NAME: IDENTITY,
    GIT_COMMITTER_EMAIL: EMAIL,
    GIT_COMMITTER_DATE: COMMITTED_AT,
  };
  return async (args: string[], input?: string | Buffer) => {
    const running = run('git', args, { env });
    running.child.stdin?.end(input);
    return (await running).stdout.trim();
  };
}
