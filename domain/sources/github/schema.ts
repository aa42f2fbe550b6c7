import { z } from 'zod';
import { id, items, number, part, text } from '../lenient.ts';

/* Only the fields that are used, as https://docs.github.com/webhooks/webhook-events-and-payloads has them. */

const Account = z.object({ login: text, type: text });
const Repository = z.object({ full_name: text });

export const GitHubIssue = z.object({
  id,
  number,
  title: text,
  body: text,
  state: text,
  html_url: text,
  created_at: text,
  updated_at: text,
  user: part(Account),
  labels: items(z.object({ name: z.string() })),
  milestone: part(z.object({ title: text })),
  /** Present where the issue is really a pull request. */
  pull_request: part(z.looseObject({})),
});
export type GitHubIssue = z.infer<typeof GitHubIssue>;

export const GitHubIssueHook = z.object({ action: z.string(), issue: GitHubIssue, repository: part(Repository) });
export type GitHubIssueHook = z.infer<typeof GitHubIssueHook>;

export const GitHubCommentHook = GitHubIssueHook.extend({
  comment: z.object({ user: part(Account), author_association: text, created_at: text, body: text }),
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
