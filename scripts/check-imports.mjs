// The import rules, checked over every module; `--graph` prints the graph of folders for docs/architecture.md.
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
const PRODUCT = ['domain', 'config', 'adapters', 'activities', 'workflows', 'temporal', 'api', 'web', 'local'];

/**
 * @param {{ folders: string[], baseDir: string, args: string[] }} options `baseDir` holds the folders and a tsconfig.json
 * @returns {string} what dependency-cruiser prints
 */
function cruise({ folders, baseDir, args }) {
  const tool = join(root, 'node_modules/dependency-cruiser/bin/dependency-cruiser.mjs');
  const present = folders.filter((folder) => existsSync(join(baseDir, folder)));
  const ended = spawnSync(process.execPath, [tool, ...present, '--config', join(root, '.dependency-cruiser.mjs'), ...args], {
    cwd: baseDir,
    encoding: 'utf8',
    maxBuffer: 64 * 1024 * 1024,
  });
  if (!ended.stdout) throw new Error(`dependency-cruiser failed: ${ended.stderr}`);
  return ended.stdout;
}

/** Every forbidden import below a folder, and how many modules were looked at. */
export function checkImports(baseDir = root) {
  const { summary } = JSON.parse(cruise({ folders: [...PRODUCT, 'tests', 'bench'], baseDir, args: ['--output-type', 'json'] }));
  return {
    modules: summary.totalCruised,
    violations: summary.violations.map(({ rule, from, to }) => `${rule.name}: ${from} → ${to}`),
  };
}

/** Mermaid source of who imports whom, folder by folder. */
export function folderGraph() {
  const only = ['--include-only', `^(${PRODUCT.join('|')})/`, '--exclude', '[.]test[.]|^(dist|web/build|local/sample/package)/'];
  return cruise({ folders: PRODUCT, baseDir: root, args: [...only, '--output-type', 'mermaid', '--collapse', '^[^/]+'] });
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  if (process.argv.includes('--graph')) console.log(folderGraph());
  else {
    const { modules, violations } = checkImports();
    for (const violation of violations) console.log(violation);
    console.log(`${modules} modules, ${violations.length} forbidden imports`);
    process.exitCode = violations.length === 0 ? 0 : 1;
  }
}
