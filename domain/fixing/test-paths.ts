const TEST_FOLDER = /(?:^|\/)(?:tests?|__tests__|specs?|e2e)\//i;
const TEST_FILE = /(?:^|\/)[^/]*(?:[._-](?:test|spec)\.[^/]+|_test\.go|Tests?\.(?:java|kt|cs))$|(?:^|\/)test_[^/]+\.py$/i;

/** Whether a path is a test by the customs of the common languages. A fix may always touch tests; the proof overlays them on the base. Pure. */
export function isTestPath(path: string): boolean {
  return TEST_FOLDER.test(path) || TEST_FILE.test(path);
}
