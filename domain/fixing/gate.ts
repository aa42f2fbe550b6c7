import type { GateFinding, GateReport } from '../fix-job.ts';
import { changedPackageParts, refusedPath } from './gate-rules.ts';
import { isTestPath } from './test-paths.ts';
import type { DiffEntry } from './tree-diff.ts';

export const GATE_LIMITS = { files: 30, lines: 800, bytes: 1_048_576 } as const;

/** A changed path with what the gate reads of it. */
export interface GatedFile extends DiffEntry {
  /** Bytes of the new version; 0 where it is deleted. */
  sizeBytes: number;
  /** Of package.json alone, which is compared part by part; null elsewhere and where absent. */
  before: string | null;
  after: string | null;
}

export interface GateInput {
  files: readonly GatedFile[];
  planned: readonly string[];
  secrets: readonly { path: string; line: number; rule: string }[];
}

/**
 * Whether a change may leave as a pull request. Deterministic and pure: the same diff and plan give the same findings, whatever any model said.
 * Source: docs/security.md, the diff gate.
 */
export function runDiffGate(input: GateInput): GateReport {
  const planned = new Set(input.planned);
  const findings: GateFinding[] = input.files.flatMap((file) => findingsOf(file, planned));
  for (const secret of input.secrets) {
    findings.push({ rule: 'secret', path: secret.path, message: `Line ${secret.line} looks like a credential (${secret.rule}).` });
  }
  const added = sum(input.files, (file) => file.added ?? 0);
  const removed = sum(input.files, (file) => file.removed ?? 0);
  const bytes = sum(input.files, (file) => file.sizeBytes);
  if (input.files.length > GATE_LIMITS.files)
    findings.push(limit('too_many_files', `${input.files.length} files changed; the limit is ${GATE_LIMITS.files}.`));
  if (added + removed > GATE_LIMITS.lines)
    findings.push(limit('too_many_lines', `${added + removed} lines changed; the limit is ${GATE_LIMITS.lines}.`));
  if (bytes > GATE_LIMITS.bytes)
    findings.push(limit('too_large', `The changed files are ${bytes} bytes; the limit is ${GATE_LIMITS.bytes}.`));
  return { passed: findings.length === 0, files: input.files.length, added, removed, findings };
}

function findingsOf(file: GatedFile, planned: ReadonlySet<string>): GateFinding[] {
  const findings: GateFinding[] = [];
  const find = (rule: string, message: string) => findings.push({ rule, path: file.path, message });

  const refused = refusedPath(file.path);
  if (refused) find(refused.rule, refused.why);
  else if (hasHiddenCharacters(file.path)) find('unsafe_path', 'The name has characters that cannot be seen.');

  const mode = file.newMode === '000000' ? file.oldMode : file.newMode;
  if (mode === '120000') find('symlink', 'Symbolic links can point out of the repository.');
  else if (mode === '160000') find('submodule', 'Submodules bring in another repository.');
  else if (mode !== '100644' && mode !== '100755') find('mode', `Git mode ${mode} is not a plain file.`);
  else if (file.newMode === '100755' && file.oldMode !== '100755') find('mode', 'The file became executable.');

  if (file.added === null || file.removed === null) find('binary', 'Binary files cannot be reviewed.');
  if (isPackageManifest(file.path)) {
    const parts = changedPackageParts(file.before, file.after);
    if (parts === null) find('package_json', 'It cannot be read as JSON.');
    else if (parts.length > 0) find('package_json', `It changes ${parts.join(', ')}.`);
  }
  if (file.status === 'D' && isTestPath(file.path)) find('test_deleted', 'A fix does not remove tests.');
  if (!planned.has(file.path) && !isTestPath(file.path)) find('outside_plan', 'The approved plan does not name this file.');
  return findings;
}

/** Whether the gate compares this file part by part. */
export function isPackageManifest(path: string): boolean {
  return /(?:^|\/)package\.json$/i.test(path);
}

/** One sentence for the job's page. */
export function gateSentence(report: GateReport): string {
  if (report.passed) return `The change passed the gate: ${count(report.files, 'file')}, +${report.added} −${report.removed}.`;
  const rules = [...new Set(report.findings.map((finding) => finding.rule.replaceAll('_', ' ')))].join(', ');
  return `The gate refused the change: ${rules}.`;
}

function hasHiddenCharacters(path: string): boolean {
  return /[\p{Cc}\p{Cf}\p{Default_Ignorable_Code_Point}\uFFFD]/u.test(path);
}

function limit(rule: string, message: string): GateFinding {
  return { rule, path: null, message };
}

function count(n: number, noun: string): string {
  return `${n} ${noun}${n === 1 ? '' : 's'}`;
}

function sum<T>(items: readonly T[], of: (item: T) => number): number {
  return items.reduce((total, item) => total + of(item), 0);
}
