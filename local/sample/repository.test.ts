import { execFile, spawnSync } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { SAMPLE_ROOT_COMMIT } from '#domain/sample';
import { buildSampleRepository } from './repository.ts';

const run = promisify(execFile);
let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'sample-repository-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

describe('the sample repository', () => {
  test('has the root commit that the domain knows, every time it is built', async () => {
    const first = await buildSampleRepository(join(folder, 'a.git'));
    const again = await buildSampleRepository(join(folder, 'a.git'));
    const other = await buildSampleRepository(join(folder, 'b.git'));

    expect([first, again, other]).toEqual([SAMPLE_ROOT_COMMIT, SAMPLE_ROOT_COMMIT, SAMPLE_ROOT_COMMIT]);
  });

  test('shows exactly its five bugs in its own tests', async () => {
    await buildSampleRepository(join(folder, 'c.git'));
    await run('git', ['clone', '--quiet', join(folder, 'c.git'), join(folder, 'clone')]);

    const { status, stdout } = spawnSync('node', ['--test', '--test-reporter=tap'], {
      cwd: join(folder, 'clone'),
      encoding: 'utf8',
      // A test run inside a test run reports to the outer one unless this is gone.
      env: { ...process.env, NODE_TEST_CONTEXT: undefined, NODE_OPTIONS: undefined },
    });

    const names = (kind: string) => [...stdout.matchAll(new RegExp(`^${kind} \\d+ - (.*)$`, 'gm'))].map((match) => match[1]);
    expect(status).toBe(1);
    expect(names('not ok').sort()).toEqual([
      'a voucher worth more than the cart leaves nothing to pay',
      'an invoice of the 31st is due on the last day of a shorter month',
      'an order without a note has an empty field',
      'finds names with plus signs and brackets',
      'the last piece is sold once when two orders arrive together',
    ]);
    expect(names('ok')).toHaveLength(16);
  });
});
