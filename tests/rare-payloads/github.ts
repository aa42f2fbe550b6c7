import type { RarePayload } from './index.ts';

const repository = { id: 90, full_name: 'shop/web', private: true, owner: { login: 'shop', type: 'Organization' } };
const issue = (id: number, fields: object = {}) => ({
  id,
  number: id - 8000,
  title: `Invoice ${id} is empty`,
  body: 'The PDF has no lines.',
  state: 'open',
  state_reason: null,
  locked: false,
  html_url: `https://github.com/shop/web/issues/${id - 8000}`,
  user: { login: 'lea-b', type: 'User' },
  labels: [],
  assignees: [],
  milestone: null,
  type: null,
  comments: 0,
  author_association: 'CONTRIBUTOR',
  sub_issues_summary: { total: 0, completed: 0, percent_completed: 0 },
  issue_dependencies_summary: { blocked_by: 0, total_blocked_by: 0, blocking: 0, total_blocking: 0 },
  created_at: '2026-03-02T08:00:00Z',
  updated_at: '2026-03-02T09:00:00Z',
  ...fields,
});
const hook = (action: string, of: object, more: object = {}) => ({ action, issue: of, repository, sender: { login: 'lea-b' }, ...more });
const NO_NEWS = 'a change to the issue that is no news of the problem';

export const github: readonly RarePayload[] = [
  {
    what: 'an issue that was moved here, which is told as opened with where it came from',
    eventType: 'issues',
    payload: hook('opened', issue(8001), {
      changes: { old_issue: { id: 1, number: 4, title: 'Invoice is empty' }, old_repository: { full_name: 'shop/legacy' } },
    }),
    becomes: { stored: { externalId: '8001', status: 'open' } },
  },
  {
    what: 'an issue that was moved away and never known',
    eventType: 'issues',
    payload: hook('transferred', issue(8002), { changes: { new_issue: { number: 9 }, new_repository: { full_name: 'shop/print' } } }),
    becomes: { filtered: 'the issue was moved to another repository, and was never reported here' },
  },
  { what: 'a pinned issue', eventType: 'issues', payload: hook('pinned', issue(8003)), becomes: { filtered: NO_NEWS } },
  {
    what: 'an issue that was given a type and is not known',
    eventType: 'issues',
    payload: hook('typed', issue(8004, { type: { id: 1, name: 'Bug', color: 'red', is_enabled: true } }), { type: { name: 'Bug' } }),
    becomes: { stored: { externalId: '8004', metadata: { repository: 'shop/web', number: 4, comments: 0, type: 'Bug' } } },
  },
  {
    what: 'a part of an issue',
    eventType: 'sub_issues',
    payload: {
      action: 'sub_issue_added',
      sub_issue_id: 5,
      sub_issue: issue(8005),
      parent_issue_id: 6,
      parent_issue: issue(8006),
      repository,
    },
    becomes: { filtered: 'an event that is not followed: sub_issues' },
  },
  {
    what: 'what an issue waits for',
    eventType: 'issue_dependencies',
    payload: { action: 'blocked_by_added', blocked_issue: issue(8006), blocking_issue: issue(8007), repository },
    becomes: { filtered: 'an event that is not followed: issue_dependencies' },
  },
  { what: 'a locked issue', eventType: 'issues', payload: hook('locked', issue(8008, { locked: true })), becomes: { filtered: NO_NEWS } },
  {
    what: 'an issue of an account that is gone, and of no words',
    eventType: 'issues',
    payload: hook('opened', issue(8009, { user: null, body: null, title: '' })),
    becomes: { stored: { externalId: '8009', author: null, title: 'Issue #9', body: '' } },
  },
  {
    what: 'an issue that was closed as a duplicate, and not known',
    eventType: 'issues',
    payload: hook('closed', issue(8010, { state: 'closed', state_reason: 'duplicate' })),
    becomes: { filtered: 'a change to something that was never reported here' },
  },
  {
    what: 'a comment of an app on behalf of a person',
    eventType: 'issue_comment',
    payload: hook('created', issue(8011), {
      comment: {
        id: 71,
        body: 'Same.',
        created_at: '2026-03-02T10:00:00Z',
        user: { login: 'tom-w', type: 'User' },
        performed_via_github_app: { slug: 'slack' },
      },
    }),
    becomes: { stored: { externalId: '8011', author: 'lea-b', metBy: ['tom-w'] } },
  },
];
