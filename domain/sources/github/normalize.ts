import { MalformedPayloadError } from '../../errors.ts';
import type { NormalizedReport } from '../../report.ts';
import { stripTemplate } from '../issue-template.ts';
import type { DeliveryFacts, Parsed, ParseDelivery } from '../parsed.ts';
import { cleanText, cut, factsOf, firstLine, httpUrl, isoTime } from '../text.ts';
import { GitHubCommentHook, GitHubIssueHook, GitHubPullRequestHook, type GitHubIssue } from './schema.ts';

/**
 * Reads GitHub's webhooks: issues are reports, their comments by other users are the same problem met again, pull requests go to the fix
 * they belong to. The external id is the issue's database id, which survives renames and transfers.
 * Source: docs.github.com, Webhook events and payloads.
 */
export const parseGitHub: ParseDelivery = (eventType, payload, facts) => {
  switch (eventType) {
    case 'issues':
      return issueOutcome(payload, facts);
    case 'issue_comment':
      return commentOutcome(payload, facts);
    case 'pull_request':
      return pullRequestOutcome(payload);
    case 'ping':
      return { outcome: 'filtered', rule: 'a test of the webhook' };
    case null:
      throw new MalformedPayloadError('A GitHub delivery without X-GitHub-Event.');
    default:
      return { outcome: 'filtered', rule: 'an event that is not followed' };
  }
};

function issueOutcome(payload: unknown, facts: DeliveryFacts): Parsed {
  const hook = GitHubIssueHook.safeParse(payload).data;
  if (!hook?.issue.id) throw new MalformedPayloadError('An issues event without an action and an issue with an id.');
  const externalId = hook.issue.id.slice(0, 256);
  const at = facts.receivedAt;
  switch (hook.action) {
    case 'opened':
      return { outcome: 'report', report: issueReport(hook, facts) };
    case 'reopened':
      return { outcome: 'status', externalId, status: 'open', at, orStore: issueReport(hook, facts) };
    case 'closed':
    case 'deleted':
    case 'transferred':
      return { outcome: 'status', externalId, status: 'closed', at, orStore: null };
    case 'edited':
      return { outcome: 'edited', report: { ...issueReport(hook, facts), externalId }, at: isoTime(hook.issue.updated_at, at) };
    default:
      return { outcome: 'filtered', rule: 'a change to the issue that is no news of the problem' };
  }
}

function commentOutcome(payload: unknown, facts: DeliveryFacts): Parsed {
  const hook = GitHubCommentHook.safeParse(payload).data;
  if (!hook?.issue.id) throw new MalformedPayloadError('An issue_comment event without an issue with an id and a comment.');
  const { issue, comment, action } = hook;
  if (issue.pull_request) return { outcome: 'filtered', rule: 'a comment on a pull request' };
  if (action !== 'created') return { outcome: 'filtered', rule: 'a comment that was changed or deleted' };
  if (comment.user?.type === 'Bot') return { outcome: 'filtered', rule: 'a comment by a bot' };
  if (comment.user?.login && comment.user.login === issue.user?.login) return { outcome: 'filtered', rule: 'a comment by who reported it' };
  if (['OWNER', 'MEMBER', 'COLLABORATOR'].includes(comment.author_association ?? ''))
    return { outcome: 'filtered', rule: 'a comment by who maintains it' };
  const report = issueReport(hook, facts);
  return { outcome: 'report', report: { ...report, occurredAt: isoTime(comment.created_at, facts.receivedAt) } };
}

function pullRequestOutcome(payload: unknown): Parsed {
  const hook = GitHubPullRequestHook.safeParse(payload).data;
  if (!hook) throw new MalformedPayloadError('A pull_request event without number, state, head and repository.');
  const { pull_request: pullRequest, repository } = hook;
  const merged = pullRequest.merged === true || (pullRequest.merged_at ?? null) !== null;
  return {
    outcome: 'routed',
    pullRequest: {
      repository: repository.full_name,
      headRepository: pullRequest.head.repo?.full_name ?? null,
      branch: pullRequest.head.ref,
      number: pullRequest.number,
      state: pullRequest.state === 'open' ? 'open' : merged ? 'merged' : 'closed',
    },
  };
}

function issueReport({ issue, repository }: GitHubIssueHook, facts: DeliveryFacts): NormalizedReport {
  const title = firstLine(200, issue.title) ?? (issue.number ? `Issue #${issue.number}` : 'Issue without a title');
  return {
    externalId: issue.id!.slice(0, 256),
    title,
    // Templates may be long; what follows 40,000 characters is a log.
    body: cleanText(stripTemplate(cut(issue.body ?? '', 40_000)), 10_000),
    kind: 'human',
    occurredAt: isoTime(issue.created_at, facts.receivedAt),
    author: firstLine(200, issue.user?.login),
    level: null,
    exceptions: [],
    senderGroup: null,
    url: httpUrl(issue.html_url),
    status: statusOf(issue),
    trust: 'public_issue',
    metadata: factsOf([
      ['repository', repository?.full_name],
      ['number', issue.number],
      ['labels', issue.labels.map((label) => label.name).join(', ')],
      ['milestone', issue.milestone?.title],
    ]),
  };
}

function statusOf(issue: GitHubIssue): 'open' | 'closed' {
  return issue.state === 'closed' ? 'closed' : 'open';
}
