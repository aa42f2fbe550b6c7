/** What changed between two trees, as git says it: `git diff --raw -z` and `--numstat -z` without renames, and the patch. */
export interface TreeComparison {
  raw: string;
  numstat: string;
  /** Unified, at most `maxPatchBytes`, cut at a line. */
  patch: string;
}

/**
 * Git on the worker's own disk, one bare repository per fix. Hooks and outside configuration are off, nothing is ever checked out, and the
 * credential lives in the environment of the one process that fetches. Trees and commits are named by their 40 hex digits.
 */
export interface SourceTrees {
  /**
   * Fetches the tip of `branch`, or `commit` where a run has already decided on it. Again for the same job: cheap, same answer.
   * @param wholeHistory false fetches the one commit, and then `rootCommits` is null
   * @throws {UnavailableError} the host cannot be reached; {VendorRefusedError} it says no; {NotFoundError} no such branch
   */
  fetchBase(input: {
    jobId: string;
    source: { url: string; authorization: string | null };
    branch: string;
    commit: string | null;
    wholeHistory: boolean;
    signal?: AbortSignal;
  }): Promise<{ commit: string; rootCommits: string[] | null }>;
  /** Regular files of a tree, in git's order. */
  listFiles(jobId: string, tree: string): Promise<{ path: string; sizeBytes: number }[]>;
  /** null where the path is no file of that tree, or larger than `maxBytes`. */
  readFile(jobId: string, tree: string, path: string, maxBytes: number): Promise<Uint8Array | null>;
  /** Many at once; paths that are no file of that tree are absent from the answer. */
  readFiles(jobId: string, tree: string, paths: string[]): Promise<Map<string, Uint8Array>>;
  /** A git bundle with one parentless commit per name; the names become branches. Carries no history and no remote. */
  pack(jobId: string, trees: Record<string, string>): Promise<Uint8Array>;
  /**
   * Reads the branch `change` of a bundle that came out of a sandbox, after checking every object.
   * @returns the tree's id
   * @throws {FixRefusedError} `unsafe_change` git itself finds the objects broken or dangerous
   */
  acceptChange(jobId: string, bundle: Uint8Array): Promise<string>;
  compare(jobId: string, fromTree: string, toTree: string, maxPatchBytes: number): Promise<TreeComparison>;
  /** `base` with the given paths as they are in `from`, absent ones removed; the id of that tree. */
  overlay(jobId: string, base: string, from: string, paths: string[]): Promise<string>;
  /** Forgets the job's repository; what is gone already is success. */
  remove(jobId: string): Promise<void>;
}
