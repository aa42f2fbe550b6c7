export type DiffLine = { kind: 'context' | 'added' | 'removed' | 'hunk'; text: string };
export interface DiffFile {
  path: string;
  /** Set where the file moved. */
  from: string | null;
  change: 'added' | 'removed' | 'renamed' | 'changed' | 'binary';
  lines: DiffLine[];
  added: number;
  removed: number;
}

const unquoted = (path: string) => path.replace(/^"(.*)"$/, '$1').replace(/^[ab]\//, '');

/** Reads `git diff` output. Hunks are counted by their headers, so that a changed line that looks like a header stays a line. */
export function parseDiff(text: string): DiffFile[] {
  const files: DiffFile[] = [];
  let file: DiffFile | undefined;
  let oldLeft = 0;
  let newLeft = 0;
  for (const line of text.split('\n')) {
    // A diff that was cut short does not keep the promise of its hunk's header; the next file still begins here.
    if (file && (oldLeft > 0 || newLeft > 0) && !line.startsWith('diff --git ')) {
      if (line.startsWith('\\')) continue;
      const kind = line.startsWith('+') ? 'added' : line.startsWith('-') ? 'removed' : 'context';
      file.lines.push({ kind, text: line.slice(1) });
      if (kind !== 'added') oldLeft -= 1;
      if (kind !== 'removed') newLeft -= 1;
      if (kind === 'added') file.added += 1;
      if (kind === 'removed') file.removed += 1;
      continue;
    }
    const header = /^diff --git (?:"?a\/.*"?) ("?b\/.*"?)$/.exec(line);
    if (header) {
      oldLeft = newLeft = 0;
      file = { path: unquoted(header[1] ?? ''), from: null, change: 'changed', lines: [], added: 0, removed: 0 };
      files.push(file);
      continue;
    }
    if (!file) continue;
    const hunk = /^@@ -\d+(?:,(\d+))? \+\d+(?:,(\d+))? @@(.*)$/.exec(line);
    if (hunk) {
      oldLeft = Number(hunk[1] ?? 1);
      newLeft = Number(hunk[2] ?? 1);
      file.lines.push({ kind: 'hunk', text: line });
    } else if (line.startsWith('new file')) file.change = 'added';
    else if (line.startsWith('deleted file')) file.change = 'removed';
    else if (line.startsWith('rename from ')) {
      file.from = line.slice('rename from '.length);
      file.change = 'renamed';
    } else if (line.startsWith('Binary files') || line.startsWith('GIT binary patch')) file.change = 'binary';
  }
  return files;
}
