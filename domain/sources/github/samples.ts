/** Bodies in the shapes GitHub documents, with values of our own; for tests and for *Send test event*. */

const repository = { id: 90, full_name: 'shop/web', name: 'web', owner: { login: 'shop' } };
const sender = { login: 'maria-k', id: 3, type: 'User' };

export const issue = {
  id: 2201,
  node_id: 'I_kwDO',
  number: 41,
  title: 'Export stops at row 1000',
  body: [
    '<!-- Thanks for reporting! Search first. -->',
    '### What happened',
    '',
    'The CSV export stops after 1000 rows.',
    '',
    '### Environment',
    '',
    '_No response_',
    '',
    '### Checklist',
    '- [x] I have searched the existing issues',
    '- [ ] I want to fix this myself',
  ].join('\r\n'),
  state: 'open',
  html_url: 'https://github.com/shop/web/issues/41',
  created_at: '2026-03-02T08:00:00Z',
  updated_at: '2026-03-02T08:00:00Z',
  comments: 0,
  author_association: 'NONE',
  user: sender,
  labels: [
    { id: 1, name: 'bug' },
    { id: 2, name: 'export' },
  ],
  milestone: null,
};

export const issuesHook = (action: string) => ({ action, issue, repository, sender });

/** An issue opened at that moment. */
export const openedAt = (at: string) => ({
  ...issuesHook('opened'),
  issue: { ...issue, id: Date.parse(at), created_at: at, updated_at: at },
});

export const transferredHook = {
  ...issuesHook('transferred'),
  changes: { new_issue: { ...issue, id: 3307, number: 8 }, new_repository: { ...repository, full_name: 'shop/exports' } },
};

/** As the REST API lists them. */
export const pulledIssue = (fields: Record<string, unknown> = {}) => ({ issue: { ...issue, ...fields }, repository: 'shop/web' });

export const commentHook = (comment: { id?: number; login?: string; type?: string; association?: string; action?: string } = {}) => ({
  action: comment.action ?? 'created',
  issue,
  repository,
  sender,
  comment: {
    id: comment.id ?? 7,
    body: 'Same here with 2000 rows.',
    created_at: '2026-03-02T10:00:00Z',
    author_association: comment.association ?? 'NONE',
    user: { login: comment.login ?? 'other-user', type: comment.type ?? 'User' },
  },
});

export const pulledComment = (comment: Parameters<typeof commentHook>[0] = {}) => ({
  ...pulledIssue(),
  comment: commentHook(comment).comment,
});

export const pullRequestHook = (action: string, state: 'open' | 'closed', merged = false) => ({
  action,
  number: 12,
  pull_request: {
    id: 55,
    number: 12,
    state,
    draft: true,
    merged,
    merged_at: merged ? '2026-03-03T10:00:00Z' : null,
    title: 'Stop truncating exports',
    head: { ref: 'soulcaster/fix-export', sha: 'a'.repeat(40), repo: { full_name: 'shop/web' } },
    base: { ref: 'main', sha: 'b'.repeat(40), repo: { full_name: 'shop/web' } },
  },
  repository,
  sender,
});

export const pingHook = {
  zen: 'Keep it logically awesome.',
  hook_id: 1,
  hook: { type: 'Repository', events: ['issues'] },
  repository,
  sender,
};
