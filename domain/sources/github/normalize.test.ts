import { describe, expect, it } from 'vitest';
import { MalformedPayloadError } from '../../errors.ts';
import { NormalizedReport } from '../../report.ts';
import { anyPayload, mangled, neverBreaks } from '#tests/hostile-payloads';
import { OWN_EVENT } from '../definition.ts';
import { parseGitHub } from './normalize.ts';
import * as samples from './samples.ts';

const facts = { receivedAt: '2026-03-02T12:00:00.000Z', userId: null };

describe('an opened issue', () => {
  const parsed = parseGitHub('issues', samples.issuesHook('opened'), facts);
  const report = NormalizedReport.parse(parsed.outcome === 'report' ? parsed.report : null);

  it('is a report by a person', () => {
    expect(report).toMatchObject({
      externalId: '2201',
      title: 'Export stops at row 1000',
      kind: 'human',
      author: 'maria-k',
      trust: 'public_issue',
      occurredAt: '2026-03-02T08:00:00.000Z',
      url: 'https://github.com/shop/web/issues/41',
      metadata: { repository: 'shop/web', number: 41, labels: 'bug, export' },
    });
  });

  it('loses the template and keeps what was written', () => {
    expect(report.body).toBe('### What happened\n\nThe CSV export stops after 1000 rows.');
  });
});

it.each([
  ['closed', 'closed'],
  ['reopened', 'open'],
])('an issue that is %s is %s', (action, status) => {
  expect(parseGitHub('issues', samples.issuesHook(action), facts)).toMatchObject({ outcome: 'status', externalId: '2201', status });
});

it('an issue that was opened before the webhook is kept when it is reopened', () => {
  expect(parseGitHub('issues', samples.issuesHook('reopened'), facts)).toMatchObject({ orStore: { externalId: '2201' } });
  expect(parseGitHub('issues', samples.issuesHook('closed'), facts)).toMatchObject({ orStore: null });
});

it('an issue that was edited says what it says now, and since when', () => {
  const hook = samples.issuesHook('edited');
  const issue = { ...hook.issue, title: 'Export hangs', state: 'closed', updated_at: '2026-03-02T09:30:00Z' };

  expect(parseGitHub('issues', { ...hook, issue }, facts)).toMatchObject({
    outcome: 'edited',
    at: '2026-03-02T09:30:00.000Z',
    report: { externalId: '2201', title: 'Export hangs', status: 'closed' },
  });
});

it.each([
  ['deleted', samples.issuesHook('deleted'), { removed: 'deleted at GitHub' }],
  ['transferred', samples.transferredHook, { removed: 'moved to another repository', moved_to: 'shop/exports#8' }],
])('an issue that is %s stays as a closed report that says so', (_action, hook, metadata) => {
  expect(parseGitHub('issues', hook, facts)).toMatchObject({
    outcome: 'edited',
    keepsWords: true,
    gone: expect.stringContaining('the issue was'),
    at: facts.receivedAt,
    report: { externalId: '2201', status: 'closed', metadata },
  });
});

it.each(['labeled', 'unlabeled', 'milestoned', 'demilestoned'])('an issue that was %s says what it is called now', (action) => {
  const hook = samples.issuesHook(action);

  expect(parseGitHub('issues', hook, facts)).toMatchObject({
    outcome: 'edited',
    report: { metadata: { labels: 'bug, export', milestone: null } },
  });
  expect(parseGitHub('issues', { ...hook, issue: { ...hook.issue, labels: [] } }, facts)).toMatchObject({
    report: { metadata: { labels: null } },
  });
});

it('an issue that is really a pull request is left out', () => {
  const hook = samples.issuesHook('opened');

  expect(parseGitHub('issues', { ...hook, issue: { ...hook.issue, pull_request: { url: 'x' } } }, facts).outcome).toBe('filtered');
});

it.each(['assigned', 'pinned', 'locked', 'something_new'])('an issue that was %s is no news', (action) => {
  expect(parseGitHub('issues', samples.issuesHook(action), facts).outcome).toBe('filtered');
});

describe('a comment', () => {
  it.each([
    ['anybody', {}, 'other-user'],
    ['who reported it', { login: 'maria-k' }, 'maria-k'],
    ['who maintains it', { association: 'MEMBER' }, 'other-user'],
  ])('of %s is the same fact met again, by them, at the time of the comment', (_who, comment, metBy) => {
    expect(parseGitHub('issue_comment', samples.commentHook(comment), facts)).toMatchObject({
      outcome: 'report',
      occurrenceKey: 'comment:7',
      metBy: [metBy],
      report: { externalId: '2201', title: 'Export stops at row 1000', occurredAt: '2026-03-02T10:00:00.000Z' },
    });
  });

  it.each([
    ['a bot', { type: 'Bot' }],
    ['an app', { login: 'renovate[bot]' }],
    ['anybody, edited', { action: 'edited' }],
    ['anybody, deleted', { action: 'deleted' }],
  ])('of %s is not', (_who, comment) => {
    expect(parseGitHub('issue_comment', samples.commentHook(comment), facts).outcome).toBe('filtered');
  });

  it('on a pull request is not', () => {
    const hook = samples.commentHook();

    expect(parseGitHub('issue_comment', { ...hook, issue: { ...hook.issue, pull_request: { url: 'x' } } }, facts).outcome).toBe('filtered');
  });
});

describe('what the API lists', () => {
  const pull = (payload: unknown) => parseGitHub(OWN_EVENT.pulled, payload, facts);

  it.each(['open', 'closed'])('an issue that is %s is the fact its hooks tell of, and no occurrence', (state) => {
    expect(pull(samples.pulledIssue({ state, updated_at: '2026-03-02T09:30:00Z' }))).toMatchObject({
      outcome: 'edited',
      at: '2026-03-02T09:30:00.000Z',
      report: { externalId: '2201', status: state, title: 'Export stops at row 1000', metadata: { repository: 'shop/web', number: 41 } },
    });
  });

  it('a comment is the very occurrence its hook tells of', () => {
    const hook = parseGitHub('issue_comment', samples.commentHook({ id: 8 }), facts);

    expect(pull(samples.pulledComment({ id: 8 }))).toEqual(hook);
    expect(pull(samples.pulledComment({ type: 'Bot' })).outcome).toBe('filtered');
  });

  it('a pull request is left out, and so is a comment on one', () => {
    expect(pull(samples.pulledIssue({ pull_request: { url: 'x' } })).outcome).toBe('filtered');
    expect(pull({ ...samples.pulledComment(), ...samples.pulledIssue({ pull_request: {} }) }).outcome).toBe('filtered');
  });

  it.each([{}, null, { issue: { title: 'no id' } }])('%j is nothing we understand', (payload) => {
    expect(() => pull(payload)).toThrow(MalformedPayloadError);
  });
});

describe('a pull request', () => {
  it.each([
    ['opened', 'open', false, 'open'],
    ['closed', 'closed', false, 'closed'],
    ['closed', 'closed', true, 'merged'],
  ] as const)('%s is routed as %s, merged %s', (action, state, merged, expected) => {
    expect(parseGitHub('pull_request', samples.pullRequestHook(action, state, merged), facts)).toEqual({
      outcome: 'routed',
      pullRequest: { repository: 'shop/web', headRepository: 'shop/web', branch: 'soulcaster/fix-export', number: 12, state: expected },
    });
  });
});

it.each(['push', 'check_run', 'star', 'sub_issues'])('%s is left out by a rule that names it', (event) => {
  expect(parseGitHub(event, samples.pingHook, facts)).toEqual({ outcome: 'filtered', rule: `an event that is not followed: ${event}` });
});

it('a ping is left out by a rule', () => {
  expect(parseGitHub('ping', samples.pingHook, facts).outcome).toBe('filtered');
});

it.each([
  ['issues', {}],
  ['issues', { action: 'opened', issue: { title: 'no id' } }],
  ['issue_comment', samples.issuesHook('created')],
  ['pull_request', { action: 'opened', pull_request: { number: 'x' } }],
  [null, samples.issuesHook('opened')],
  ['issues', null],
])('%s %# is nothing we understand', (event, payload) => {
  expect(() => parseGitHub(event, payload, facts)).toThrow(MalformedPayloadError);
});

describe('hostile bodies', () => {
  const events = ['issues', 'issue_comment', 'pull_request', 'ping', OWN_EVENT.pulled, null];

  it('give an outcome in bounds or a MalformedPayloadError', () => {
    neverBreaks(parseGitHub, events, anyPayload);
    const bodies = [samples.issuesHook('edited'), samples.transferredHook, samples.commentHook(), samples.pulledComment()];
    for (const sample of [...bodies, samples.pullRequestHook('opened', 'open')]) {
      neverBreaks(parseGitHub, events, mangled(sample));
    }
  });
});
