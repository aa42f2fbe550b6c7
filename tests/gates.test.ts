import { execFile } from 'node:child_process';
import { copyFile, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { checkImports, folderGraph } from '../scripts/check-imports.mjs';

const run = promisify(execFile);

describe('the import rules', () => {
  let folder: string;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'soulcaster-imports-'));
    await copyFile('tsconfig.json', join(folder, 'tsconfig.json'));
  });
  afterAll(() => rm(folder, { recursive: true, force: true }));

  const plant = async (path: string, text: string) => {
    await mkdir(dirname(join(folder, path)), { recursive: true });
    await writeFile(join(folder, path), text);
  };

  it('find each planted import that is forbidden, and leave the allowed one alone', async () => {
    await plant('domain/thing.ts', "import { readFile } from 'node:fs';\nexport const thing = readFile;\n");
    await plant('adapters/store.ts', "import { job } from '../activities/job.ts';\nexport const store = job;\n");
    await plant('activities/job.ts', "import { thing } from '../domain/thing.ts';\nexport const job = thing;\n");
    await plant('workflows/story.ts', "import { job } from '../activities/job.ts';\nexport const story = job;\n");
    await plant('workflows/typed.ts', "import type { job } from '../activities/job.ts';\nexport type Typed = typeof job;\n");
    await plant('api/route.ts', "import { store } from '../adapters/store.ts';\nexport const route = store;\n");
    await plant('web/page.ts', "import { route } from '../api/route.ts';\nexport const page = route;\n");

    const { violations } = checkImports(folder);

    expect(violations.toSorted()).toEqual([
      'adapters-implement-ports: adapters/store.ts → activities/job.ts',
      'api-wires-adapters-in-infra: api/route.ts → adapters/store.ts',
      'pure-code-has-no-node: domain/thing.ts → fs',
      'web-talks-http: web/page.ts → api/route.ts',
      'workflows-see-activity-types-only: workflows/story.ts → activities/job.ts',
    ]);
  });

  it('are checked on every module of the product', async () => {
    const { stdout } = await run('git', [
      'ls-files',
      'domain',
      'config',
      'adapters',
      'activities',
      'workflows',
      'temporal',
      'api',
      'web',
      'local',
      'tests',
    ]);
    const modules = stdout.split('\n').filter((path) => /\.tsx?$/.test(path) && !path.startsWith('local/sample/package/'));

    expect(checkImports().modules).toBeGreaterThanOrEqual(modules.length);
  });
});

describe('npm test', () => {
  it('counts a skipped test as failed on Linux', async () => {
    const { stdout } = await run(process.execPath, ['-e', SUMMARY_OF_A_SKIPPED_TEST]);

    expect(stdout.trim()).toBe(process.platform === 'linux' ? '1 passed, 1 failed' : '1 passed, 0 failed');
  });
});

const SUMMARY_OF_A_SKIPPED_TEST = `
  import(${JSON.stringify(new URL('../scripts/test-report.mjs', import.meta.url).href)}).then(({ summarise }) => {
    const report = { numPassedTests: 1, numFailedTests: 0, numFailedTestSuites: 0, testResults: [
      { assertionResults: [{ status: 'passed', fullName: 'a' }, { status: 'pending', fullName: 'b' }] },
    ] };
    console.log(summarise({ gates: [], report, exitCode: 0, platform: process.platform }).line);
  });
`;

describe('docs/architecture.md', () => {
  it('shows the graph of folders as it is now (npm run docs:graph)', async () => {
    const text = await readFile('docs/architecture.md', 'utf8');

    expect(text).toContain(folderGraph().trim());
  });
});
