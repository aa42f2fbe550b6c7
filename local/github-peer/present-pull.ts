import { nodeId, presentRepository, presentUser, type RepositoryFacts } from './present-repository.ts';
import type { CheckRow, IssueRow, PullRow } from './store.ts';
import type { Schemas } from './schemas.ts';

/** A pull request with what git says about its two ends. */
export interface PullFacts {
  pull: PullRow;
  repository: RepositoryFacts;
  headSha: string;
  baseSha: string;
}

export interface PullCounts {
  commits: number;
  additions: number;
  deletions: number;
  changedFiles: number;
  mergeable: boolean | null;
}

export function presentPullSimple(origin: string, { pull, repository, headSha, baseSha }: PullFacts): Schemas['pull-request-simple'] {
  const { owner, name } = repository.row;
  const url = `${origin}/repos/${owner}/${name}/pulls/${pull.number}`;
  const issue = `${origin}/repos/${owner}/${name}/issues/${pull.number}`;
  const html = `${origin}/${owner}/${name}/pull/${pull.number}`;
  const links = {
    self: url,
    html,
    issue,
    comments: `${issue}/comments`,
    review_comments: `${url}/comments`,
    review_comment: `${origin}/repos/${owner}/${name}/pulls/comments{/number}`,
    commits: `${url}/commits`,
    statuses: `${origin}/repos/${owner}/${name}/statuses/${headSha}`,
  };
  const end = (ref: string, sha: string) => ({
    label: `${owner}:${ref}`,
    ref,
    sha,
    user: presentUser(origin, owner),
    repo: presentRepository(origin, repository),
  });
  return {
    url,
    id: pull.id,
    node_id: nodeId('PullRequest', pull.id),
    html_url: html,
    diff_url: `${html}.diff`,
    patch_url: `${html}.patch`,
    issue_url: issue,
    commits_url: links.commits,
    review_comments_url: links.review_comments,
    review_comment_url: links.review_comment,
    comments_url: links.comments,
    statuses_url: links.statuses,
    number: pull.number,
    state: pull.state,
    locked: false,
    title: pull.title,
    user: presentUser(origin),
    body: pull.body,
    labels: [],
    milestone: null,
    active_lock_reason: null,
    created_at: pull.created_at,
    updated_at: pull.updated_at,
    closed_at: pull.closed_at,
    merged_at: pull.merged_at,
    merge_commit_sha: pull.merge_sha,
    assignee: null,
    assignees: [],
    requested_reviewers: [],
    requested_teams: [],
    head: end(pull.head, headSha),
    base: end(pull.base, baseSha),
    _links: {
      self: { href: links.self },
      html: { href: links.html },
      issue: { href: links.issue },
      comments: { href: links.comments },
      review_comments: { href: links.review_comments },
      review_comment: { href: links.review_comment },
      commits: { href: links.commits },
      statuses: { href: links.statuses },
    },
    author_association: 'OWNER',
    auto_merge: null,
    draft: pull.draft === 1,
  };
}

export function presentPull(origin: string, facts: PullFacts, counts: PullCounts): Schemas['pull-request'] {
  const { pull, repository } = facts;
  const simple = presentPullSimple(origin, facts);
  const merged = pull.merged_at !== null;
  return {
    ...simple,
    state: pull.state,
    user: presentUser(origin),
    labels: [],
    head: { ...simple.head, user: presentUser(origin, repository.row.owner) },
    base: { ...simple.base, user: presentUser(origin, repository.row.owner) },
    merged,
    mergeable: counts.mergeable,
    rebaseable: null,
    mergeable_state: counts.mergeable === null ? 'unknown' : !counts.mergeable ? 'dirty' : pull.draft === 1 ? 'draft' : 'clean',
    merged_by: merged ? presentUser(origin) : null,
    comments: 0,
    review_comments: 0,
    maintainer_can_modify: false,
    commits: counts.commits,
    additions: counts.additions,
    deletions: counts.deletions,
    changed_files: counts.changedFiles,
  };
}

export function presentIssue(origin: string, repository: RepositoryFacts, issue: IssueRow): Schemas['issue'] {
  const { owner, name } = repository.row;
  const repositoryUrl = `${origin}/repos/${owner}/${name}`;
  const url = `${repositoryUrl}/issues/${issue.number}`;
  return {
    id: issue.id,
    node_id: nodeId('Issue', issue.id),
    url,
    repository_url: repositoryUrl,
    labels_url: `${url}/labels{/name}`,
    comments_url: `${url}/comments`,
    events_url: `${url}/events`,
    html_url: `${origin}/${owner}/${name}/issues/${issue.number}`,
    number: issue.number,
    state: issue.state,
    state_reason: null,
    title: issue.title,
    body: issue.body,
    user: presentUser(origin),
    labels: [],
    assignee: null,
    assignees: [],
    milestone: null,
    locked: false,
    comments: 0,
    author_association: 'OWNER',
    closed_at: issue.closed_at,
    created_at: issue.created_at,
    updated_at: issue.updated_at,
  };
}

export function presentCheck(origin: string, { row: { owner, name } }: RepositoryFacts, check: CheckRow): Schemas['check-run'] {
  const url = `${origin}/repos/${owner}/${name}/check-runs/${check.id}`;
  return {
    id: check.id,
    node_id: nodeId('CheckRun', check.id),
    head_sha: check.sha,
    external_id: null,
    url,
    html_url: null,
    details_url: null,
    status: check.status,
    conclusion: check.conclusion,
    started_at: check.started_at,
    completed_at: check.completed_at,
    output: { title: check.title, summary: check.summary, text: null, annotations_count: 0, annotations_url: `${url}/annotations` },
    name: check.name,
    check_suite: null,
    app: null,
    pull_requests: [],
  };
}
