import { describe, expect, it } from 'vitest';
import { GATE_LIMITS, gateSentence, runDiffGate, type GatedFile } from './gate.ts';

function changed(fields: Partial<GatedFile>): GatedFile {
  return {
    path: 'src/cart.js',
    status: 'M',
    oldMode: '100644',
    newMode: '100644',
    added: 1,
    removed: 1,
    sizeBytes: 100,
    before: null,
    after: null,
    ...fields,
  };
}

function rules(files: GatedFile[], planned = files.map((file) => file.path)): string[] {
  return runDiffGate({ files, planned, secrets: [] }).findings.map((finding) => finding.rule);
}

describe('the diff gate', () => {
  it('lets a small change of planned files and tests through', () => {
    const report = runDiffGate({
      files: [changed({ added: 3, removed: 2 }), changed({ path: 'test/cart.test.js', status: 'A', oldMode: '000000' })],
      planned: ['src/cart.js'],
      secrets: [],
    });

    expect(report).toEqual({ passed: true, files: 2, added: 4, removed: 3, findings: [] });
    expect(gateSentence(report)).toBe('The change passed the gate: 2 files, +4 −3.');
  });

  it.each([
    ['workflow', '.github/workflows/ci.yml'],
    ['workflow', '.GitHub/Actions/setup/action.yml'],
    ['git_settings', '.gitmodules'],
    ['git_settings', 'lib/.gitattributes'],
    ['hook', '.husky/pre-commit'],
    ['hook', 'lefthook.yml'],
    ['hook', '.pre-commit-config.yaml'],
    ['ci', '.gitlab-ci.yml'],
    ['ci', '.circleci/config.yml'],
    ['ci', 'Jenkinsfile'],
    ['ci', '.github/dependabot.yml'],
    ['container', 'Dockerfile'],
    ['container', 'api.Dockerfile'],
    ['container', 'deploy/Dockerfile.prod'],
    ['container', 'docker-compose.override.yml'],
    ['owners', '.github/CODEOWNERS'],
    ['agent_settings', 'AGENTS.md'],
    ['agent_settings', 'docs/CLAUDE.local.md'],
    ['agent_settings', '.cursor/rules/a.mdc'],
    ['agent_settings', '.github/copilot-instructions.md'],
    ['agent_settings', '.vscode/tasks.json'],
    ['lock_file', 'package-lock.json'],
    ['lock_file', 'web/pnpm-lock.yaml'],
    ['package_manager', '.npmrc'],
    ['package_manager', '.env.production'],
    ['unsafe_path', '../outside.js'],
    ['unsafe_path', 'src/../../outside.js'],
    ['unsafe_path', '/etc/passwd'],
    ['unsafe_path', '.git/hooks/post-checkout'],
    ['unsafe_path', 'src/.GIT/config'],
    ['unsafe_path', 'src\\..\\x.js'],
    ['unsafe_path', 'src/ca\u202Ert.js'],
    ['unsafe_path', 'src/new\nline.js'],
  ])('refuses %s even where the plan names it: %s', (rule, path) => {
    expect(rules([changed({ path })])).toEqual([rule]);
  });

  it.each([
    'src/hooks/use-cart.ts',
    'src/git.js',
    'docs/agents.txt',
    'src/docker.js',
    'lib/environment.js',
    'src/composer.ts',
    'src/a..b.js',
  ])('has nothing against %s', (path) => {
    expect(rules([changed({ path })])).toEqual([]);
  });

  it.each([
    ['a symbolic link', { newMode: '120000', status: 'T' }, 'symlink'],
    ['a removed symbolic link', { oldMode: '120000', newMode: '000000', status: 'D' }, 'symlink'],
    ['a submodule', { newMode: '160000', oldMode: '000000', status: 'A' }, 'submodule'],
    ['a mode git does not write', { newMode: '100666' }, 'mode'],
    ['a file that becomes executable', { newMode: '100755' }, 'mode'],
    ['a binary file', { added: null, removed: null }, 'binary'],
  ])('refuses %s', (_, fields, rule) => {
    expect(rules([changed(fields)])).toEqual([rule]);
  });

  it('leaves a file executable that was', () => {
    expect(rules([changed({ oldMode: '100755', newMode: '100755' })])).toEqual([]);
  });

  it('refuses more files, lines and bytes than a person reviews, and not one fewer', () => {
    const many = (n: number) => Array.from({ length: n }, (_, i) => changed({ path: `src/${i}.js`, added: 1, removed: 0 }));

    expect(rules(many(GATE_LIMITS.files))).toEqual([]);
    expect(rules(many(GATE_LIMITS.files + 1))).toEqual(['too_many_files']);
    expect(rules([changed({ added: GATE_LIMITS.lines, removed: 0 })])).toEqual([]);
    expect(rules([changed({ added: GATE_LIMITS.lines, removed: 1 })])).toEqual(['too_many_lines']);
    expect(rules([changed({ sizeBytes: GATE_LIMITS.bytes })])).toEqual([]);
    expect(rules([changed({ sizeBytes: GATE_LIMITS.bytes + 1 })])).toEqual(['too_large']);
  });

  it('sends a file that the plan does not name back, unless it is a test', () => {
    expect(rules([changed({ path: 'src/other.js' })], ['src/cart.js'])).toEqual(['outside_plan']);
    expect(rules([changed({ path: 'src/other.spec.ts' })], ['src/cart.js'])).toEqual([]);
  });

  it('does not let a fix remove a test', () => {
    expect(rules([changed({ path: 'test/cart.test.js', status: 'D', newMode: '000000' })])).toEqual(['test_deleted']);
  });

  it('allows package.json only where nothing that runs or installs code changes', () => {
    const manifest = (before: object | string, after: object | string) =>
      rules([changed({ path: 'web/package.json', before: text(before), after: text(after) })]);

    expect(manifest({ version: '1.0.0', scripts: { test: 'x' } }, { version: '1.0.1', scripts: { test: 'x' } })).toEqual([]);
    expect(manifest({ scripts: { test: 'x' } }, { scripts: { test: 'x', postinstall: 'y' } })).toEqual(['package_json']);
    expect(manifest({}, { dependencies: { a: '1' } })).toEqual(['package_json']);
    expect(manifest({}, 'not json')).toEqual(['package_json']);
  });

  it('names the line of a secret, never its text', () => {
    const report = runDiffGate({
      files: [changed({})],
      planned: ['src/cart.js'],
      secrets: [{ path: 'src/cart.js', line: 7, rule: 'github' }],
    });

    expect(report.passed).toBe(false);
    expect(report.findings).toEqual([{ rule: 'secret', path: 'src/cart.js', message: 'Line 7 looks like a credential (github).' }]);
    expect(gateSentence(report)).toBe('The gate refused the change: secret.');
  });
});

function text(value: object | string): string {
  return typeof value === 'string' ? value : JSON.stringify(value);
}
