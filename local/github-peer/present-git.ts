import type { CommitFacts, FileChange, TreeEntry } from './git.ts';
import { nodeId } from './present-repository.ts';
import type { HookRow, RepositoryRow } from './store.ts';
import type { Schemas } from './schemas.ts';

const apiOf = (origin: string, row: RepositoryRow) => `${origin}/repos/${row.owner}/${row.name}`;
const htmlOf = (origin: string, row: RepositoryRow) => `${origin}/${row.owner}/${row.name}`;

export function presentRef(origin: string, row: RepositoryRow, branch: string, sha: string): Schemas['git-ref'] {
  const api = apiOf(origin, row);
  return {
    ref: `refs/heads/${branch}`,
    node_id: nodeId('Ref', `${row.id}:${branch}`),
    url: `${api}/git/refs/heads/${branch}`,
    object: { type: 'commit', sha, url: `${api}/git/commits/${sha}` },
  };
}

export function presentCommit(origin: string, row: RepositoryRow, commit: CommitFacts): Schemas['git-commit'] {
  const api = apiOf(origin, row);
  const html = htmlOf(origin, row);
  return {
    sha: commit.sha,
    node_id: nodeId('Commit', commit.sha),
    url: `${api}/git/commits/${commit.sha}`,
    html_url: `${html}/commit/${commit.sha}`,
    author: commit.author,
    committer: commit.committer,
    message: commit.message,
    tree: { sha: commit.tree, url: `${api}/git/trees/${commit.tree}` },
    parents: commit.parents.map((sha) => ({ sha, url: `${api}/git/commits/${sha}`, html_url: `${html}/commit/${sha}` })),
    verification: { verified: false, reason: 'unsigned', signature: null, payload: null, verified_at: null },
  };
}

export function presentTree(origin: string, row: RepositoryRow, sha: string, entries: TreeEntry[]): Schemas['git-tree'] {
  const api = apiOf(origin, row);
  const kindOf = (type: string) => (type === 'tree' ? 'trees' : type === 'commit' ? 'commits' : 'blobs');
  return {
    sha,
    url: `${api}/git/trees/${sha}`,
    tree: entries.map((entry) => ({
      path: entry.path,
      mode: entry.mode,
      type: entry.type,
      sha: entry.sha ?? '',
      ...(entry.sizeBytes === undefined ? {} : { size: entry.sizeBytes }),
      url: `${api}/git/${kindOf(entry.type)}/${entry.sha}`,
    })),
    truncated: false,
  };
}

export function presentShortBlob(origin: string, row: RepositoryRow, sha: string): Schemas['short-blob'] {
  return { sha, url: `${apiOf(origin, row)}/git/blobs/${sha}` };
}

export function presentBlob(origin: string, row: RepositoryRow, sha: string, bytes: Buffer): Schemas['blob'] {
  return {
    sha,
    node_id: nodeId('Blob', sha),
    url: `${apiOf(origin, row)}/git/blobs/${sha}`,
    size: bytes.length,
    encoding: 'base64',
    content: bytes.toString('base64'),
  };
}

export function presentFile(origin: string, row: RepositoryRow, headSha: string, file: FileChange, patch: string): Schemas['diff-entry'] {
  const html = htmlOf(origin, row);
  const path = file.path.split('/').map(encodeURIComponent).join('/');
  return {
    sha: file.sha,
    filename: file.path,
    status: file.status,
    additions: file.additions,
    deletions: file.deletions,
    changes: file.additions + file.deletions,
    blob_url: `${html}/blob/${headSha}/${path}`,
    raw_url: `${html}/raw/${headSha}/${path}`,
    contents_url: `${apiOf(origin, row)}/contents/${path}?ref=${headSha}`,
    patch,
  };
}

export function presentHook(origin: string, row: RepositoryRow, hook: HookRow): Schemas['hook'] {
  const url = `${apiOf(origin, row)}/hooks/${hook.id}`;
  return {
    type: 'Repository',
    id: hook.id,
    name: 'web',
    active: hook.active === 1,
    events: JSON.parse(hook.events) as string[],
    // The secret is never shown again, as on GitHub.
    config: { content_type: 'json', insecure_ssl: '0', url: hook.url, ...(hook.secret === null ? {} : { secret: '********' }) },
    updated_at: hook.created_at,
    created_at: hook.created_at,
    url,
    test_url: `${url}/test`,
    ping_url: `${url}/pings`,
    deliveries_url: `${url}/deliveries`,
    last_response: { code: hook.last_code, status: hook.last_status, message: null },
  };
}
