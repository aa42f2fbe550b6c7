import { MalformedPayloadError } from '../../errors.ts';
import { OWN_EVENT } from '../definition.ts';
import type { DeliveryFacts, Parsed, ParseDelivery } from '../parsed.ts';
import { factsOf, firstLine, identityOf, isoTime, notFollowed } from '../text.ts';
import { issueIdentity, issueNow, issueReport, type IssueIn } from './issue-report.ts';
import { GitHubCommentHook, GitHubIssueHook, GitHubPullRequestHook, GitHubPulled, type GitHubComment } from './schema.ts';

/**
 * Reads GitHub's webhooks and what its API answers: issues are reports, what people write under them is the same problem met again, pull
 * requests go to the fix they belong to.
 * Source: docs.github.com, Webhook events and payloads; REST API, Issues.
 */
export const parseGitHub: ParseDelivery = (eventType, payload, facts) => {
  switch (eventType) {
    case 'issues':
      return issueOutcome(payload, facts);
    case 'issue_comment':
      return commentOutcome(payload, facts);
    case 'pull_request':
      return pullRequestOutcome(payload);
    case OWN_EVENT.pulled:
      return pulledOutcome(payload, facts);
    case 'ping':
      return { outcome: 'filtered', rule: 'a test of the webhook' };
    case null:
      throw new MalformedPayloadError('A GitHub delivery without X-GitHub-Event.');
    default:
      return { outcome: 'filtered', rule: notFollowed('an event', eventType) };
  }
};

function issueOutcome(payload: unknown, facts: DeliveryFacts): Parsed {
  const hook = GitHubIssueHook.safeParse(payload).data;
  const externalId = hook && issueIdentity(hook.issue);
  if (!externalId) throw new MalformedPayloadError('An issues event without an action and an issue with an id.');
  const { issue } = hook;
  if (issue.pull_request) return { outcome: 'filtered', rule: 'a pull request, not an issue' };
  const of = { issue, repository: hook.repository?.full_name ?? null, externalId };
  const at = facts.receivedAt;
  switch (hook.action) {
    case 'opened':
      return { outcome: 'report', report: issueReport(of, facts) };
    case 'reopened':
      return { outcome: 'status', externalId, status: 'open', at, orStore: issueReport(of, facts) };
    case 'closed':
      return { outcome: 'status', externalId, status: 'closed', at, orStore: null };
    case 'deleted':
      return gone(of, { removed: 'deleted at GitHub' }, 'the issue was deleted at GitHub', facts);
    case 'transferred': {
      const { new_repository: to, new_issue: as } = hook.changes ?? {};
      const movedTo = to?.full_name && `${to.full_name}${as?.number ? `#${as.number}` : ''}`;
      return gone(of, { removed: 'moved to another repository', moved_to: movedTo }, 'the issue was moved to another repository', facts);
    }
    case 'edited':
    case 'labeled':
    case 'unlabeled':
    case 'typed':
    case 'untyped':
    case 'milestoned':
    case 'demilestoned':
      return { outcome: 'edited', report: issueNow(of, facts), at: isoTime(issue.updated_at, at) };
    default:
      return { outcome: 'filtered', rule: 'a change to the issue that is no news of the problem' };
  }
}

/** The report stays, closed, and says why its address leads nowhere. */
function gone(
  of: IssueIn & { externalId: string },
  why: Record<string, string | null | undefined>,
  note: string,
  facts: DeliveryFacts,
): Parsed {
  const report = issueNow(of, facts);
  const metadata = { ...report.metadata, ...factsOf(Object.entries(why)) };
  return { outcome: 'edited', report: { ...report, status: 'closed', metadata }, at: facts.receivedAt, gone: note, keepsWords: true };
}

function commentOutcome(payload: unknown, facts: DeliveryFacts): Parsed {
  const hook = GitHubCommentHook.safeParse(payload).data;
  if (!hook || issueIdentity(hook.issue) === null)
    throw new MalformedPayloadError('An issue_comment event without an issue with an id and a comment.');
  if (hook.action !== 'created') return { outcome: 'filtered', rule: 'a comment that was changed or deleted' };
  return metAgain({ issue: hook.issue, repository: hook.repository?.full_name ?? null }, hook.comment, facts);
}

/** A comment is the same fact met again, counted once whether the webhook or the API told of it. */
function metAgain(of: IssueIn, comment: GitHubComment, facts: DeliveryFacts): Parsed {
  if (of.issue.pull_request) return { outcome: 'filtered', rule: 'a comment on a pull request' };
  if (comment.user?.type === 'Bot' || comment.user?.login?.endsWith('[bot]')) return { outcome: 'filtered', rule: 'a comment by a bot' };
  const key = identityOf(comment.id);
  const who = firstLine(200, comment.user?.login);
  return {
    outcome: 'report',
    report: { ...issueReport(of, facts), occurredAt: isoTime(comment.created_at, facts.receivedAt) },
    ...(key !== null && { occurrenceKey: `comment:${key}` }),
    metBy: who === null ? [] : [who],
  };
}

/** `{ issue, repository }` or `{ comment, issue, repository }` as the API answers them. */
function pulledOutcome(payload: unknown, facts: DeliveryFacts): Parsed {
  const pulled = GitHubPulled.safeParse(payload).data;
  const externalId = pulled && issueIdentity(pulled.issue);
  if (!externalId) throw new MalformedPayloadError('A pulled issue without an id.');
  const { issue, repository, comment } = pulled;
  if (comment) return metAgain({ issue, repository }, comment, facts);
  if (issue.pull_request) return { outcome: 'filtered', rule: 'a pull request, not an issue' };
  return { outcome: 'edited', report: issueNow({ issue, repository, externalId }, facts), at: isoTime(issue.updated_at, facts.receivedAt) };
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
