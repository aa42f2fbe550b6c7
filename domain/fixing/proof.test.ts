import { describe, expect, it } from 'vitest';
import type { TestRun } from '../fix-job.ts';
import { buildProof, toTestRun } from './proof.ts';

function run(passed: string[], failed: string[], exitCode = failed.length > 0 ? 1 : 0): TestRun {
  return { commit: 'c', overlaid: false, exitCode, passed, failed, durationMs: 1, outputTail: '' };
}

function prove(before: TestRun, after: TestRun, baseline: TestRun | null = null) {
  return buildProof({ command: ['npm', 'test'], before, after, baseline });
}

describe('proof', () => {
  it('is given by one test that failed before and passes after while none broke, whatever else still fails', () => {
    const proof = prove(run(['a'], ['b', 'c']), run(['a', 'b'], ['c']));

    expect(proof).toMatchObject({ proven: true, fixed: ['b'], broken: [] });
    expect(proof.verdict).toBe('Proven: 1 test failed before and passes after, none broke. 1 test failed before and still fails.');
  });

  it('is not given where nothing changed', () => {
    expect(prove(run(['a'], ['b']), run(['a'], ['b']))).toMatchObject({
      proven: false,
      verdict: 'Not proven: no test fails before and passes after.',
    });
  });

  it.each([
    ['fails after', run(['b'], ['a'])],
    ['is gone after', run(['b'], [])],
  ])('is not given where a test that passed before %s', (_, after) => {
    expect(prove(run(['a'], ['b']), after)).toMatchObject({ proven: false, broken: ['a'] });
  });

  it('is not given by weakening a test: what passed on the base as it was must still pass', () => {
    expect(prove(run([], ['b']), run(['b'], []), run(['a'], []))).toMatchObject({ proven: false, broken: ['a'] });
  });

  it('counts a test file that could not load before and does after', () => {
    expect(prove(run(['a'], ['test/new.test.js']), run(['a', 'new one'], []))).toMatchObject({ proven: true, fixed: ['test/new.test.js'] });
  });

  it('rests on exit codes where no names can be read, and says so', () => {
    expect(prove(run([], [], 1), run([], [], 0))).toMatchObject({ proven: true, verdict: expect.stringContaining('exit codes') });
    expect(prove(run([], [], 0), run([], [], 0)).proven).toBe(false);
    expect(prove(run([], [], 1), run([], [], 1)).proven).toBe(false);
    expect(prove(run([], [], -1), run([], [], 0)).proven).toBe(false);
  });

  it('is not given where the tests were stopped', () => {
    expect(prove(run([], ['a']), run([], [], -1))).toMatchObject({ proven: false, verdict: expect.stringContaining('stopped') });
  });
});

it('keeps the scrubbed end of the output', () => {
  const token = `ghp_${'a1'.repeat(18)}`;

  const test = toTestRun({
    commit: 'c',
    overlaid: true,
    exitCode: 1,
    durationMs: 12.6,
    output: `${'x'.repeat(5000)}\n\u001B[31m✖ a (1ms)\u001B[39m\n${token}`,
  });

  expect(test).toMatchObject({ failed: ['a'], durationMs: 13, overlaid: true });
  expect(test.outputTail).toHaveLength(4000);
  expect(test.outputTail).toContain('✖ a (1ms)\n[token]');
});
