// Everything that must hold before a change lands: the gates, then every test. Ends with `N passed, N failed`.
import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { seconds } from './steps.mjs';
import { summarise } from './test-report.mjs';

const root = fileURLToPath(new URL('..', import.meta.url));
const tool = (path) => join(root, 'node_modules', path);
const node = tool('.bin/node');
const began = Date.now();

/** @type {{ name: string, argv: string[] }[]} */
const GATES = [
  { name: 'format', argv: [node, tool('prettier/bin/prettier.cjs'), '--check', '--log-level', 'warn', '.'] },
  { name: 'lint', argv: [node, tool('oxlint/bin/oxlint'), '--deny-warnings'] },
  { name: 'types', argv: [node, tool('typescript/bin/tsc'), '-p', 'tsconfig.json'] },
  { name: 'types of routes', argv: [node, tool('@react-router/dev/bin.cjs'), 'typegen', 'web'] },
  { name: 'types of web', argv: [node, tool('typescript/bin/tsc'), '-p', 'web/tsconfig.json'] },
  { name: 'import rules', argv: [node, 'scripts/check-imports.mjs'] },
  // That configuration says which source each built file comes from; without it the build looks like the product.
  { name: 'dead code', argv: [node, tool('knip/bin/knip.js'), '--tsConfig', 'tsconfig.build.json'] },
];

const results = [];
for (const { name, argv } of GATES) {
  const from = Date.now();
  const { code, output } = await run(argv, 'quiet');
  results.push(code === 0);
  console.log(`${code === 0 ? 'ok    ' : 'FAILED'}  ${name.padEnd(18)}${seconds(Date.now() - from).padStart(10)}`);
  if (code !== 0) console.log(output);
}

const folder = mkdtempSync(join(tmpdir(), 'soulcaster-results-'));
const report = join(folder, 'results.json');
const argv = [
  node,
  tool('vitest/vitest.mjs'),
  'run',
  '--reporter=default',
  '--reporter=json',
  `--outputFile.json=${report}`,
  ...process.argv.slice(2),
];
const { code } = await run(argv, 'loud');
const summary = summarise({ gates: results, report: readReport(report), exitCode: code, platform: process.platform });
rmSync(folder, { recursive: true, force: true });
if (summary.skipped.length > 0) console.log(`Skipped:\n  ${summary.skipped.join('\n  ')}`);
console.log(`Took ${seconds(Date.now() - began)}.`);
console.log(summary.line);
process.exit(summary.failed === 0 ? 0 : 1);

/** vitest writes none when it could not start. */
function readReport(file) {
  try {
    return JSON.parse(readFileSync(file, 'utf8'));
  } catch {
    return null;
  }
}

function run(command, how) {
  return new Promise((resolve) => {
    const child = spawn(command[0], command.slice(1), {
      cwd: root,
      stdio: how === 'loud' ? 'inherit' : ['ignore', 'pipe', 'pipe'],
      env: { ...process.env, FORCE_COLOR: '0' },
    });
    let output = '';
    for (const stream of [child.stdout, child.stderr]) stream?.setEncoding('utf8').on('data', (text) => (output += text));
    child.once('error', (error) => resolve({ code: -1, output: error.message }));
    child.once('close', (code) => resolve({ code: code ?? -1, output: output.slice(0, 8000) }));
  });
}
