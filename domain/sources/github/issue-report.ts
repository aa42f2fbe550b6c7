import type { NormalizedReport } from '../../report.ts';
import { stripTemplate } from '../issue-template.ts';
import type { DeliveryFacts } from '../parsed.ts';
import { cleanText, cut, factsOf, firstLine, httpUrl, identityOf, isoTime } from '../text.ts';
import type { GitHubIssue } from './schema.ts';

export interface IssueIn {
  issue: GitHubIssue;
  /** owner/name */
  repository: string | null;
}

/** What may be said of an issue and no longer be so: told as null where the issue does not say it now. */
const CHANGING = ['labels', 'type', 'milestone', 'assignees', 'comments', 'closed_as'];

/** The issue's database id survives a change of name of its repository; an issue that is moved gets another one. */
export function issueIdentity(issue: GitHubIssue): string | null {
  return identityOf(issue.id);
}

/** An issue as a person's report, without what its template brought. */
export function issueReport({ issue, repository }: IssueIn, facts: DeliveryFacts): NormalizedReport {
  const title = firstLine(200, issue.title) ?? (issue.number ? `Issue #${issue.number}` : 'Issue without a title');
  return {
    externalId: issueIdentity(issue),
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
    status: issue.state === 'closed' ? 'closed' : 'open',
    trust: 'public_issue',
    metadata: factsOf([
      ['repository', repository],
      ['number', issue.number],
      ['labels', issue.labels.join(', ')],
      ['type', issue.type?.name],
      ['milestone', issue.milestone?.title],
      ['assignees', issue.assignees.flatMap(({ login }) => login ?? []).join(', ')],
      ['comments', issue.comments],
      ['closed_as', issue.state_reason],
    ]),
  };
}

/** The same, of an issue that may be known: what it no longer says is told too. */
export function issueNow(of: IssueIn & { externalId: string }, facts: DeliveryFacts): NormalizedReport & { externalId: string } {
  const report = issueReport(of, facts);
  const unsaid = CHANGING.filter((name) => !Object.hasOwn(report.metadata, name)).map((name) => [name, null] as const);
  return { ...report, externalId: of.externalId, metadata: { ...report.metadata, ...Object.fromEntries(unsaid) } };
}
