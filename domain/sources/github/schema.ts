import { z } from 'zod';
import { id, items, number, part, text } from '../lenient.ts';

/* Only the fields that are used, as https://docs.github.com/webhooks/webhook-events-and-payloads and the REST API have them. */

const Account = z.object({ login: text, type: text });
const Repository = z.object({ full_name: text });
/** The REST API writes labels as their names where they are set so. */
const Label = z.union([z.string(), z.object({ name: z.string() }).transform(({ name }) => name)]);

export const GitHubIssue = z.object({
  id,
  number,
  title: text,
  body: text,
  state: text,
  state_reason: text,
  html_url: text,
  created_at: text,
  updated_at: text,
  user: part(Account),
  assignees: items(Account),
  comments: number,
  labels: items(Label),
  milestone: part(z.object({ title: text })),
  /** Of organizations that have types of issues: Bug, Feature… */
  type: part(z.object({ name: text })),
  /** Present where the issue is really a pull request. */
  pull_request: part(z.looseObject({})),
});
export type GitHubIssue = z.infer<typeof GitHubIssue>;

export const GitHubIssueHook = z.object({
  action: z.string(),
  issue: GitHubIssue,
  repository: part(Repository),
  /** Of an issue that was moved: where to. */
  changes: part(z.object({ new_issue: part(z.object({ number })), new_repository: part(Repository) })),
});

const GitHubComment = z.object({ id, user: part(Account), created_at: text });
export type GitHubComment = z.infer<typeof GitHubComment>;

export const GitHubCommentHook = GitHubIssueHook.extend({ comment: GitHubComment });

/** A row that was pulled; `repository` is owner/name. */
export const GitHubPulled = z.object({
  issue: GitHubIssue,
  repository: z
    .string()
    .nullish()
    .catch(null)
    .transform((name) => name ?? null),
  comment: part(GitHubComment),
});

export const GitHubPullRequestHook = z.object({
  action: z.string(),
  pull_request: z.object({
    number: z.number().int(),
    state: z.enum(['open', 'closed']),
    merged: z.boolean().nullish().catch(null),
    merged_at: text,
    head: z.object({ ref: z.string().min(1).max(300), repo: part(Repository) }),
  }),
  repository: z.object({ full_name: z.string() }),
});
