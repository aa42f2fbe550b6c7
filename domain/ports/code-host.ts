/** A file as git sees it in a tree. */
export interface TreeChange {
  path: string;
  /** null deletes. */
  content: Uint8Array | null;
  mode: '100644' | '100755';
}

export interface PullRequestState {
  number: number;
  url: string;
  state: 'open' | 'closed' | 'merged';
  draft: boolean;
  headBranch: string;
}

/** One repository on GitHub (or the local peer), with the credential already chosen. Every write is idempotent by its name. */
export interface CodeHost {
  readonly repository: string;
  /** Where the tree is cloned from, and the header that authorises it; never put into a URL, a log or a sandbox. */
  cloneSource(): { url: string; authorization: string | null };
  /** @throws {NotFoundError} no such repository or no access */
  defaultBranch(): Promise<string>;
  /** Commit id of a branch. @throws {NotFoundError} */
  headOf(branch: string): Promise<string>;
  /** Creates tree, commit (fixed author and date, so a retry gives the same id) and the branch; an existing branch at the same commit is success. */
  commitToBranch(input: {
    branch: string;
    baseCommit: string;
    message: string;
    committedAt: string;
    changes: TreeChange[];
  }): Promise<{ commit: string }>;
  /** Opens a draft, or finds the one of this head. */
  openDraftPullRequest(input: { branch: string; base: string; title: string; body: string }): Promise<PullRequestState>;
  pullRequest(number: number): Promise<PullRequestState>;
  closePullRequest(number: number): Promise<void>;
}

export interface CodeHosts {
  /** @throws {FixRefusedError} `no_credential` when nothing may act on this repository */
  open(input: { kind: 'local' | 'github'; repository: string; userId: string }): Promise<CodeHost>;
}
