import { payloadsBecome } from '#tests/payload-cases';
import { OWN_EVENT } from '../index.ts';

/* Payloads as GitHub describes them, with what is optional missing, null, of another type, huge, or of a kind that came later. */

const many = <T>(count: number, one: (n: number) => T) => Array.from({ length: count }, (_, n) => one(n));
const githubIssue = { id: 3_100_000_001, number: 7, title: 'Kaputt', body: null, state: 'open', user: null, labels: [] };
const github = (action: string, fields = {}, more = {}) => ({
  action,
  issue: { ...githubIssue, ...fields },
  repository: { full_name: 'acme/cart' },
  ...more,
});

payloadsBecome([
  [
    'an issue of somebody who is gone',
    'github',
    'issues',
    github('opened'),
    { report: { author: null, externalId: '3100000001', title: 'Kaputt' } },
  ],
  [
    'an issue whose labels are null',
    'github',
    'issues',
    github('opened', { labels: null, assignees: null, milestone: null }),
    { outcome: 'report' },
  ],
  [
    'an issue with labels that are names',
    'github',
    'issues',
    github('opened', { labels: ['bug', { name: 'ui' }, null, 4] }),
    { report: { metadata: { labels: 'bug, ui' } } },
  ],
  [
    'an issue with two thousand labels',
    'github',
    'issues',
    github('opened', { labels: many(2_000, (n) => ({ name: `label-${n}` })) }),
    { outcome: 'report' },
  ],
  [
    'an issue from right to left',
    'github',
    'issues',
    github('opened', { title: 'الدفع معطل', body: 'لا يعمل\u202e' }),
    { outcome: 'report' },
  ],
  ['an issue of blanks alone', 'github', 'issues', github('opened', { title: ' \u200b ', body: '   ' }), { outcome: 'report' }],
  [
    'an issue with a type',
    'github',
    'issues',
    github('typed', { type: { name: 'Bug' } }),
    { outcome: 'edited', report: { metadata: { labels: null } } },
  ],
  ['a sub-issue that was added', 'github', 'sub_issues', { action: 'sub_issue_added' }, { outcome: 'filtered' }],
  [
    'an issue that was closed as a duplicate',
    'github',
    'issues',
    github('closed', { state: 'closed', state_reason: 'duplicate' }),
    { outcome: 'status', status: 'closed' },
  ],
  [
    'an issue that was moved to nobody knows where',
    'github',
    'issues',
    github('transferred', {}, { changes: null }),
    { outcome: 'edited', report: { status: 'closed' } },
  ],
  [
    'a comment of somebody who is gone',
    'github',
    'issue_comment',
    { ...github('created'), comment: { id: 5, user: null, created_at: null } },
    { outcome: 'report', occurrenceKey: 'comment:5' },
  ],
  ['a comment without an id', 'github', 'issue_comment', { ...github('created'), comment: { body: 'same' } }, { outcome: 'report' }],
  [
    'a pulled issue of few fields',
    'github',
    OWN_EVENT.pulled,
    { issue: { id: 4, state: 'open' }, repository: null },
    { outcome: 'edited' },
  ],
]);
