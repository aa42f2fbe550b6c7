import type { RepositoryRow } from './store.ts';
import type { Schemas } from './schemas.ts';

/** The one account of the peer; it owns what POST /user/repos makes. */
export const ACCOUNT = 'soulcaster';

/** Opaque on GitHub too: callers must not read anything into it. */
export function nodeId(kind: string, id: number | string): string {
  return Buffer.from(`${kind}:${id}`).toString('base64url');
}

export function presentUser(origin: string, login = ACCOUNT): Schemas['user'] {
  const url = `${origin}/users/${login}`;
  return {
    login,
    id: 1,
    node_id: nodeId('User', login),
    avatar_url: `${origin}/avatars/${login}`,
    gravatar_id: '',
    url,
    html_url: `${origin}/${login}`,
    followers_url: `${url}/followers`,
    following_url: `${url}/following{/other_user}`,
    gists_url: `${url}/gists{/gist_id}`,
    starred_url: `${url}/starred{/owner}{/repo}`,
    subscriptions_url: `${url}/subscriptions`,
    organizations_url: `${url}/orgs`,
    repos_url: `${url}/repos`,
    events_url: `${url}/events{/privacy}`,
    received_events_url: `${url}/received_events`,
    type: 'User',
    site_admin: false,
  };
}

export function presentPublicUser(origin: string, repositories: number): Schemas['public-user'] {
  return {
    ...presentUser(origin),
    name: 'Soulcaster',
    company: null,
    blog: null,
    location: null,
    email: null,
    hireable: null,
    bio: null,
    public_repos: repositories,
    public_gists: 0,
    followers: 0,
    following: 0,
    created_at: '2026-01-01T00:00:00Z',
    updated_at: '2026-01-01T00:00:00Z',
  };
}

export interface RepositoryFacts {
  row: RepositoryRow;
  /** Issues and pull requests, as GitHub counts them. */
  openIssues: number;
  defaultBranch: string;
}

/** A repository as it stands inside a pull request. */
export function presentRepository(origin: string, { row, openIssues, defaultBranch }: RepositoryFacts): Schemas['repository'] {
  const fullName = `${row.owner}/${row.name}`;
  const url = `${origin}/repos/${fullName}`;
  const html = `${origin}/${fullName}`;
  return {
    id: row.id,
    node_id: nodeId('Repository', row.id),
    name: row.name,
    full_name: fullName,
    owner: presentUser(origin, row.owner),
    private: false,
    html_url: html,
    description: row.description,
    fork: false,
    url,
    archive_url: `${url}/{archive_format}{/ref}`,
    assignees_url: `${url}/assignees{/user}`,
    blobs_url: `${url}/git/blobs{/sha}`,
    branches_url: `${url}/branches{/branch}`,
    collaborators_url: `${url}/collaborators{/collaborator}`,
    comments_url: `${url}/comments{/number}`,
    commits_url: `${url}/commits{/sha}`,
    compare_url: `${url}/compare/{base}...{head}`,
    contents_url: `${url}/contents/{+path}`,
    contributors_url: `${url}/contributors`,
    deployments_url: `${url}/deployments`,
    downloads_url: `${url}/downloads`,
    events_url: `${url}/events`,
    forks_url: `${url}/forks`,
    git_commits_url: `${url}/git/commits{/sha}`,
    git_refs_url: `${url}/git/refs{/sha}`,
    git_tags_url: `${url}/git/tags{/sha}`,
    git_url: html.replace(/^https?:/, 'git:') + '.git',
    hooks_url: `${url}/hooks`,
    issue_comment_url: `${url}/issues/comments{/number}`,
    issue_events_url: `${url}/issues/events{/number}`,
    issues_url: `${url}/issues{/number}`,
    keys_url: `${url}/keys{/key_id}`,
    labels_url: `${url}/labels{/name}`,
    languages_url: `${url}/languages`,
    merges_url: `${url}/merges`,
    milestones_url: `${url}/milestones{/number}`,
    notifications_url: `${url}/notifications{?since,all,participating}`,
    pulls_url: `${url}/pulls{/number}`,
    releases_url: `${url}/releases{/id}`,
    ssh_url: `git@${new URL(origin).hostname}:${fullName}.git`,
    stargazers_url: `${url}/stargazers`,
    statuses_url: `${url}/statuses/{sha}`,
    subscribers_url: `${url}/subscribers`,
    subscription_url: `${url}/subscription`,
    tags_url: `${url}/tags`,
    teams_url: `${url}/teams`,
    trees_url: `${url}/git/trees{/sha}`,
    clone_url: `${html}.git`,
    mirror_url: null,
    svn_url: html,
    homepage: null,
    language: null,
    forks_count: 0,
    stargazers_count: 0,
    watchers_count: 0,
    size: 0,
    default_branch: defaultBranch,
    open_issues_count: openIssues,
    has_issues: true,
    has_projects: false,
    has_wiki: false,
    has_pages: false,
    has_downloads: false,
    has_discussions: false,
    archived: false,
    disabled: false,
    visibility: 'public',
    pushed_at: row.created_at,
    created_at: row.created_at,
    updated_at: row.created_at,
    permissions: { admin: true, maintain: true, push: true, triage: true, pull: true },
    license: null,
    forks: 0,
    open_issues: openIssues,
    watchers: 0,
  };
}

export function presentFullRepository(origin: string, facts: RepositoryFacts): Schemas['full-repository'] {
  const { created_at } = facts.row;
  return {
    ...presentRepository(origin, facts),
    has_discussions: false,
    pushed_at: created_at,
    created_at,
    updated_at: created_at,
    subscribers_count: 0,
    network_count: 0,
    code_of_conduct: undefined,
  };
}
