/**
 * Adds up gates and tests. A test that was skipped counts as failed on Linux, where everything can run; a run that failed
 * without a failing test (it crashed, or a file could not be loaded) counts once.
 * @param {{ gates: boolean[], report: object | null, exitCode: number, platform: string }} run `report`: vitest's JSON
 */
export function summarise({ gates, report, exitCode, platform }) {
  const passedGates = gates.filter(Boolean).length;
  const skipped = (report?.testResults ?? []).flatMap(({ assertionResults }) =>
    assertionResults.filter(({ status }) => status !== 'passed' && status !== 'failed').map(({ fullName }) => fullName),
  );
  const failedTests = report?.numFailedTests ?? 0;
  const crashed = exitCode !== 0 && failedTests === 0 ? 1 : 0;
  const passed = passedGates + (report?.numPassedTests ?? 0);
  const failed = gates.length - passedGates + failedTests + crashed + (platform === 'linux' ? skipped.length : 0);
  return { passed, failed, skipped, line: `${passed} passed, ${failed} failed` };
}
