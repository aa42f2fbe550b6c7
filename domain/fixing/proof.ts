import type { Proof, TestRun } from '../fix-job.ts';
import { scrub } from './scrub.ts';
import { readTestOutput } from './test-output.ts';
import { isTestPath } from './test-paths.ts';

const TAIL_CHARS = 4000;
const MAX_NAMES = 2000;
const NAME_CHARS = 300;

/** One run of the project's test command, read. Pure. */
export function toTestRun(run: { commit: string; overlaid: boolean; exitCode: number; durationMs: number; output: string }): TestRun {
  const { passed, failed } = readTestOutput(run.output);
  const names = (list: string[]) => list.slice(0, MAX_NAMES).map((name) => name.slice(0, NAME_CHARS));
  return {
    commit: run.commit,
    overlaid: run.overlaid,
    exitCode: run.exitCode,
    passed: names(passed),
    failed: names(failed),
    durationMs: Math.round(run.durationMs),
    outputTail: scrub(run.output).slice(-TAIL_CHARS),
  };
}

/**
 * Holds the run on the change against the run on the base with the change's tests. Proven: at least one test failed before and passes after, and
 * none broke. A test that passed on the base as it was (`baseline`, where the change touches tests) and does not pass any more is broken too,
 * so that weakening a test proves nothing. Where no names can be read, only the exit codes count. Pure.
 */
export function buildProof(input: { command: string[]; before: TestRun; after: TestRun; baseline: TestRun | null }): Proof {
  const { command, before, after, baseline } = input;
  const failedBefore = new Set(before.failed);
  const passedAfter = new Set(after.passed);
  const wasPassing = new Set([...before.passed, ...(baseline?.passed ?? [])]);
  const failedAfter = new Set(after.failed);
  // A test file that could not even load is reported as one failed test by its path, and by its tests' names once it loads.
  const loads = before.failed.filter((name) => isTestPath(name) && !passedAfter.has(name) && !failedAfter.has(name));
  const fixed = [...after.passed.filter((name) => failedBefore.has(name)), ...loads];
  const broken = [...wasPassing].filter((name) => !passedAfter.has(name));
  const hasNames = before.passed.length + before.failed.length > 0 && after.passed.length + after.failed.length > 0;
  const proven = hasNames
    ? fixed.length > 0 && broken.length === 0
    : before.exitCode !== 0 && after.exitCode === 0 && before.exitCode !== -1 && (baseline === null || baseline.exitCode !== -1);
  return {
    command,
    before,
    after,
    fixed,
    broken,
    proven,
    verdict: verdict({ hasNames, proven, fixed: fixed.length, broken: broken.length, before, after }),
  };
}

function verdict(seen: { hasNames: boolean; proven: boolean; fixed: number; broken: number; before: TestRun; after: TestRun }): string {
  if (seen.after.exitCode === -1) return 'Not proven: the tests were stopped before they ended on the change.';
  if (!seen.hasNames) {
    if (seen.proven) return 'Proven by exit codes: the test run failed before and passes after. No test names could be read.';
    if (seen.before.exitCode === 0 && seen.after.exitCode === 0) return 'Not proven: the test run passes before and after.';
    return seen.after.exitCode === 0 ? 'Not proven: no test could be read.' : 'Not proven: the test run fails on the change.';
  }
  const tests = (n: number) => `${n} test${n === 1 ? '' : 's'}`;
  if (seen.broken > 0) return `Not proven: ${tests(seen.broken)} passed before and ${seen.broken === 1 ? 'does' : 'do'} not pass after.`;
  if (seen.fixed === 0) return 'Not proven: no test fails before and passes after.';
  const left = seen.after.failed.length;
  const others = left === 0 ? '' : ` ${tests(left)} failed before and still ${left === 1 ? 'fails' : 'fail'}.`;
  return `Proven: ${tests(seen.fixed)} failed before and ${seen.fixed === 1 ? 'passes' : 'pass'} after, none broke.${others}`;
}
