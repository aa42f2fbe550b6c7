/** One path of `git diff --raw -z --numstat`, without rename detection. Modes are git's six octal digits, 000000 where absent. */
export interface DiffEntry {
  path: string;
  status: string;
  oldMode: string;
  newMode: string;
  /** null for binary files. */
  added: number | null;
  removed: number | null;
}

/**
 * Joins `git diff --raw -z` and `git diff --numstat -z`.
 * @throws {RangeError} the two are not what git writes (our bug)
 */
export function parseTreeDiff(raw: string, numstat: string): DiffEntry[] {
  const counts = new Map<string, { added: number | null; removed: number | null }>();
  for (const record of numstat.split('\0')) {
    if (record === '') continue;
    const found = /^(\d+|-)\t(\d+|-)\t([\s\S]+)$/.exec(record);
    if (!found) throw new RangeError('not a numstat record');
    counts.set(found[3] as string, { added: toCount(found[1]), removed: toCount(found[2]) });
  }
  const fields = raw.split('\0');
  const entries: DiffEntry[] = [];
  for (let i = 0; i + 1 < fields.length; i += 2) {
    const found = /^:(\d{6}) (\d{6}) [0-9a-f]+ [0-9a-f]+ ([A-Z])\d*$/.exec(fields[i] as string);
    if (!found) throw new RangeError('not a raw diff record');
    const path = fields[i + 1] as string;
    const count = counts.get(path) ?? { added: null, removed: null };
    entries.push({ path, oldMode: found[1] as string, newMode: found[2] as string, status: found[3] as string, ...count });
  }
  return entries;
}

function toCount(text: string | undefined): number | null {
  return text === '-' || text === undefined ? null : Number(text);
}
