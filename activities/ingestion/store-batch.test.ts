import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, inject, it } from 'vitest';
import { createRedisStores, type RedisStores } from '#adapters/redis/index';
import type { DeliveryRecord, NewDelivery } from '#domain/delivery';
import { InternalError, NotFoundError, UnavailableError } from '#domain/errors';
import type { ChangeEvent } from '#domain/events';
import type { TenantScope } from '#domain/project';
import { OWN_EVENT } from '#domain/sources/index';
import { templateAt } from '#domain/sources/datadog/samples';
import * as github from '#domain/sources/github/samples';
import * as sentry from '#domain/sources/sentry/samples';
import { latestEvent, pulledIssue } from '#domain/sources/sentry/samples-pulled';
import { ingestionDeps } from '#tests/ingestion-deps';
import { delivery, startTestPostgres, type TestPostgres } from '#tests/postgres-stores';
import { RecordingLauncher } from '#tests/recording-launcher';
import { storedCluster, storedJob } from '#tests/stored';
import { createIngestionActivities, type IngestionDeps } from './index.ts';

let postgres: TestPostgres;
let redis: RedisStores;
let scope: TenantScope;
let launcher: RecordingLauncher;
let published: ChangeEvent[];

beforeAll(async () => {
  postgres = await startTestPostgres();
  redis = createRedisStores(inject('redisRest'));
});
afterAll(() => postgres.stop());
beforeEach(async () => {
  ({ scope } = await postgres.project());
  // A quota of its own: the local owner is the same in every test.
  scope = { ...scope, ownerId: randomUUID() };
  launcher = new RecordingLauncher();
  published = [];
});

function storeBatch(changes: Partial<IngestionDeps> = {}) {
  const deps: IngestionDeps = {
    ...ingestionDeps(postgres, redis, scope),
    launcher,
    changes: { publish: async (events) => void published.push(...events) },
    ...changes,
  };
  return createIngestionActivities(deps).storeBatch({ projectId: scope.projectId });
}

async function receive(eventType: string | null, body: unknown, fields: Partial<NewDelivery> = {}): Promise<string> {
  const text = typeof body === 'string' ? body : JSON.stringify(body);
  return (await postgres.stores.inbox.accept(scope, { ...delivery(scope, { eventType, body: text }), ...fields })).id;
}
const event = (eventId: string, issueId: string, fields = {}) => ({
  data: { event: { ...sentry.eventAlertHook.data.event, event_id: eventId, issue_id: issueId, issue_url: null, ...fields } },
});
const pullRequest = (branch: string, fields = {}) => {
  const hook = github.pullRequestHook('closed', 'closed', true);
  return { ...hook, pull_request: { ...hook.pull_request, head: { ...hook.pull_request.head, ref: branch }, ...fields } };
};

async function logOf(id: string): Promise<DeliveryRecord> {
  const { items } = await postgres.stores.deliveryLog.list(scope, { limit: 200 });
  return items.find((item) => item.id === id)!;
}

describe('a batch of every kind', () => {
  it('stores, filters, parks nothing, and sets aside what it cannot read', async () => {
    const ids = {
      stored: await receive('event_alert', event('e1', '1')),
      repeat: await receive('event_alert', event('e2', '1')),
      manual: await receive(null, { text: 'Search is slow' }, { source: 'manual', userId: randomUUID() }),
      filtered: await receive('comment', sentry.commentHook),
      notJson: await receive('issue', '{'),
      unknown: await receive('unheard_of', { data: {} }),
      noIssue: await receive('issue', { action: 'created', data: {} }),
    };

    expect(await storeBatch()).toEqual({
      stored: 2,
      repeats: 1,
      updated: 0,
      filtered: 2,
      routed: 0,
      parked: 0,
      deadLetters: 2,
      bySource: { sentry: 6, manual: 1 },
      more: false,
    });

    expect(await logOf(ids.stored)).toMatchObject({ state: 'stored', reportId: expect.any(String) });
    expect((await logOf(ids.repeat)).reportId).toBe((await logOf(ids.stored)).reportId);
    expect(await logOf(ids.filtered)).toMatchObject({ state: 'filtered', reason: 'a comment, not a problem' });
    expect(await logOf(ids.notJson)).toMatchObject({ state: 'dead_letter', reason: 'The body is not JSON.' });
    expect(await logOf(ids.unknown)).toMatchObject({ state: 'filtered', reason: 'a resource that is not followed: unheard_of' });
    expect(await logOf(ids.noIssue)).toMatchObject({ state: 'dead_letter', reason: 'An issue hook without data.issue.' });
    const report = await redis.reports.get(scope, (await logOf(ids.stored)).reportId!);
    expect(report).toMatchObject({
      occurrences: 2,
      source: 'sentry',
      externalId: '1',
      exceptions: [{ type: 'TypeError' }, { type: 'RangeError' }],
    });
  });

  it('wakes clustering for what is new, and tells of every change', async () => {
    const id = await receive(null, { text: 'Search is slow' }, { source: 'manual' });
    await storeBatch();

    expect(launcher.of('wakeClustering')).toEqual([{ projectId: scope.projectId, count: 1 }]);
    const { reportId } = await logOf(id);
    expect(published).toEqual([
      { projectId: scope.projectId, kind: 'delivery', id },
      { projectId: scope.projectId, kind: 'report', id: reportId },
    ]);
  });

  it('leaves an empty inbox and a project that is gone alone', async () => {
    expect(await storeBatch()).toMatchObject({ stored: 0, more: false });
    expect(await storeBatch({ projects: { find: async () => null } })).toMatchObject({ stored: 0, more: false });
    expect(launcher.calls).toEqual([]);
  });

  it('takes 200 rows at most and says that there are more', async () => {
    await Promise.all(Array.from({ length: 203 }, (_, i) => receive(null, { text: `Report number ${i}` }, { source: 'manual' })));

    expect(await storeBatch()).toMatchObject({ stored: 200, more: true });
    expect(await storeBatch()).toMatchObject({ stored: 3, more: false });
  });

  it('parks what is over the quota of the owner', async () => {
    const ids = [
      await receive(null, { text: 'First of all' }, { source: 'manual' }),
      await receive(null, { text: 'Second of all' }, { source: 'manual' }),
    ];

    expect(await storeBatch({ reportQuota: 1 })).toMatchObject({ stored: 1, parked: 1 });
    expect(await logOf(ids[1]!)).toMatchObject({ state: 'parked', reason: 'over the limit of reports', reportId: expect.any(String) });
  });

  it('leaves out what the lists of the source do not allow', async () => {
    await postgres.stores.sourceConfig.setFilters(scope, 'sentry', { environments: ['staging'] });
    const id = await receive('event_alert', event('e1', '1'));

    expect(await storeBatch()).toMatchObject({ stored: 0, filtered: 1 });
    expect(await logOf(id)).toMatchObject({ state: 'filtered', reason: 'not in the list of environments' });
  });
});

describe('a fact whose sender closes or reopens it', () => {
  const hook = (action: string) => receive('issues', github.issuesHook(action), { source: 'github' });

  it('is closed, and open again, in the order it came', async () => {
    const opened = await hook('opened');
    await hook('closed');
    expect(await storeBatch()).toMatchObject({ stored: 1, updated: 1 });
    const { reportId } = await logOf(opened);
    expect(await redis.reports.get(scope, reportId!)).toMatchObject({ status: 'closed' });

    await hook('reopened');
    await storeBatch();

    expect(await redis.reports.get(scope, reportId!)).toMatchObject({ status: 'open', occurrences: 1 });
  });

  it('is kept when it is reopened unknown, and left out when it is closed unknown', async () => {
    const closed = await hook('closed');
    const reopened = await hook('reopened');

    expect(await storeBatch()).toMatchObject({ stored: 1, filtered: 1 });
    expect(await logOf(closed)).toMatchObject({ state: 'filtered', reason: 'a change to something that was never reported here' });
    expect(await logOf(reopened)).toMatchObject({ state: 'stored' });
    expect(launcher.of('wakeClustering')).toHaveLength(1);
  });
});

describe('an issue whose author edits it', () => {
  const hook = (action: string, fields = {}) =>
    receive('issues', { ...github.issuesHook(action), issue: { ...github.issuesHook(action).issue, ...fields } }, { source: 'github' });
  const edit = (minute: number, title: string) =>
    hook('edited', { title, body: `${title}, in more words.`, updated_at: `2026-03-01T10:${minute}:00Z` });

  it('says what it says now, also where the edits come out of order', async () => {
    const opened = await hook('opened');
    await edit(30, 'The export of invoices hangs');
    await storeBatch();
    const late = await edit(20, 'The export hang');

    expect(await storeBatch()).toMatchObject({ updated: 1, stored: 0, repeats: 0 });
    const { reportId } = await logOf(opened);
    expect(await redis.reports.get(scope, reportId!)).toMatchObject({
      title: 'The export of invoices hangs',
      body: 'The export of invoices hangs, in more words.',
      occurrences: 1,
    });
    expect(await logOf(late)).toMatchObject({ state: 'updated', reportId });
  });

  it('is told of in words when it is closed, opened again, or gone before anybody knew it', async () => {
    await hook('opened');
    const [closed, reopened] = [await hook('closed', { state: 'closed' }), await hook('reopened')];
    const unknown = await hook('deleted', { id: 99 });
    await storeBatch();

    expect(await logOf(closed)).toMatchObject({ state: 'updated', reason: 'closed by its sender' });
    expect(await logOf(reopened)).toMatchObject({ state: 'updated', reason: 'open again, says its sender' });
    expect(await logOf(unknown)).toMatchObject({
      state: 'filtered',
      reason: 'the issue was deleted at GitHub, and was never reported here',
    });
  });

  it('is kept as a new one where it is older than the webhook', async () => {
    const id = await edit(30, 'The export of invoices hangs');

    expect(await storeBatch()).toMatchObject({ stored: 1 });
    expect(await redis.reports.get(scope, (await logOf(id)).reportId!)).toMatchObject({ title: 'The export of invoices hangs' });
  });
});

describe('a pull request', () => {
  const receivePullRequest = (body: unknown) => receive('pull_request', body, { source: 'github' });
  const ours = () =>
    storedJob(scope.projectId, randomUUID(), { repository: 'shop/web', branch: 'soulcaster/fix-export', pullRequestNumber: 12 });

  it('goes to the fix that opened it', async () => {
    const job = ours();
    await redis.jobs.create(scope, job);
    const id = await receivePullRequest(pullRequest('soulcaster/fix-export'));

    expect(await storeBatch()).toMatchObject({ routed: 1 });
    expect(launcher.of('notifyPullRequest')).toEqual([
      { projectId: scope.projectId, clusterId: job.clusterId, jobId: job.id, state: 'merged' },
    ]);
    expect(await logOf(id)).toMatchObject({ state: 'routed', reason: null });
  });

  it.each([
    ['another branch', pullRequest('feature')],
    [
      'a fork with our branch’s name',
      pullRequest('soulcaster/fix-export', { head: { ref: 'soulcaster/fix-export', repo: { full_name: 'stranger/web' } } }),
    ],
    ['another number', pullRequest('soulcaster/fix-export', { number: 13 })],
    ['another repository', { ...pullRequest('soulcaster/fix-export'), repository: { full_name: 'shop/other' } }],
  ])('of %s does not', async (_what, body) => {
    await redis.jobs.create(scope, ours());
    const id = await receivePullRequest(body);

    expect(await storeBatch()).toMatchObject({ routed: 0, filtered: 1 });
    expect(launcher.of('notifyPullRequest')).toEqual([]);
    expect(await logOf(id)).toMatchObject({ reason: 'a pull request that no fix opened' });
  });

  it('whose fix has ended is left out', async () => {
    await redis.jobs.create(scope, ours());
    launcher.refusals.set('notifyPullRequest', new NotFoundError('No fix runs.'));
    const id = await receivePullRequest(pullRequest('soulcaster/fix-export'));
    await storeBatch();

    expect(await logOf(id)).toMatchObject({ state: 'filtered', reason: 'a pull request whose fix has ended' });
  });
});

describe('a known fact that comes again', () => {
  async function inCluster(reportId: string) {
    const cluster = storedCluster(scope.projectId, { severity: { level: 'P3', score: 34, parts: ['error level'] } });
    await redis.clusters.save(scope, cluster);
    await redis.clusters.claimUnclustered(scope, 'run', 10);
    const evidence = {
      rule: 'first' as const,
      version: 'words-1',
      score: null,
      bound: 0.5,
      nearestReportId: null,
      nearestTitle: null,
      sharedWords: [],
      sharedFrames: [],
      fingerprint: null,
      space: null,
      decidedAt: cluster.createdAt,
    };
    await redis.clusters.putDecisions(scope, 'run', [{ reportId, clusterId: cluster.id, opened: true, evidence }]);
    await redis.clusters.applyDecisions(scope, 'run');
    return cluster;
  }

  it('by a comment of somebody else is a problem of one person more', async () => {
    const opened = await receive('issues', github.issuesHook('opened'), { source: 'github' });
    await storeBatch();
    const { reportId } = await logOf(opened);
    const cluster = await inCluster(reportId!);
    const comment = (id: number, login: string) => receive('issue_comment', github.commentHook({ id, login }), { source: 'github' });

    await comment(1, 'maria-k');
    await comment(2, 'other-user');
    await comment(3, 'other-user');
    await receive(OWN_EVENT.pulled, github.pulledComment({ id: 4, login: 'third-user' }), { source: 'github' });
    await storeBatch();

    expect(await redis.reports.get(scope, reportId!)).toMatchObject({ author: 'maria-k', metBy: ['other-user', 'third-user'] });
    expect(await redis.clusters.get(scope, cluster.id)).toMatchObject({
      peopleCount: 3,
      occurrences: 5,
      severity: { parts: expect.arrayContaining(['3 people']) },
    });
  });

  it('raises the severity of its cluster, without a clustering run', async () => {
    const first = await receive('event_alert', event('e0', '1'));
    await storeBatch();
    const reportId = (await logOf(first)).reportId!;
    const cluster = await inCluster(reportId);
    launcher.calls.length = 0;

    for (let i = 1; i < 16; i++) await receive('event_alert', event(`e${i}`, '1'));
    expect(await storeBatch()).toMatchObject({ repeats: 15, stored: 0 });

    const after = await redis.clusters.get(scope, cluster.id);
    expect(after).toMatchObject({ occurrences: 16, severity: { parts: expect.arrayContaining(['error level', '16 times']) } });
    expect(after!.severity.score).toBeGreaterThan(cluster.severity.score);
    expect(launcher.of('wakeClustering')).toEqual([]);
    expect(published).toContainEqual({ projectId: scope.projectId, kind: 'cluster', id: cluster.id });

    await receive('event_alert', event('worse', '1', { level: 'fatal' }));
    await storeBatch();
    expect(await redis.clusters.get(scope, cluster.id)).toMatchObject({ worstLevel: 'fatal' });
  });
});

describe('when something is down', () => {
  const down = new UnavailableError('Redis cannot be reached.', { details: { service: 'redis' } });

  it('nothing is settled, however often, and the next try stores everything once', async () => {
    const id = await receive(null, { text: 'Search is slow' }, { source: 'manual' });
    const broken = { ...redis.reports, storeBatch: () => Promise.reject(down) };
    for (let i = 0; i < 6; i++) await expect(storeBatch({ reports: broken })).rejects.toBe(down);
    expect(await logOf(id)).toMatchObject({ state: 'waiting' });

    expect(await storeBatch()).toMatchObject({ stored: 1, deadLetters: 0 });
    expect(await redis.reports.countUnclustered(scope)).toBe(1);
  });

  it('Temporal: the rows wait though the reports are stored, and are counted as stored again', async () => {
    await receive(null, { text: 'Search is slow' }, { source: 'manual' });
    launcher.down = true;
    await expect(storeBatch()).rejects.toBeInstanceOf(UnavailableError);
    expect(await postgres.stores.inbox.waiting(scope)).toBe(1);
    launcher.down = false;

    expect(await storeBatch()).toMatchObject({ stored: 1, repeats: 0 });
    expect(launcher.of('wakeClustering')).toHaveLength(1);
    expect((await redis.reports.list(scope, { limit: 10 })).total).toBe(1);
  });

  it('a crash between storing and settling repeats with the same result', async () => {
    await receive('event_alert', event('e1', '1'));
    await receive('event_alert', event('e2', '1'));
    const crash = { ...postgres.stores.inbox, settle: () => Promise.reject(new UnavailableError('Postgres is gone.')) };
    await expect(storeBatch({ inbox: crash })).rejects.toThrow('Postgres is gone.');

    expect(await storeBatch()).toMatchObject({ stored: 1, repeats: 1 });
    expect((await redis.reports.list(scope, { limit: 10 })).items).toMatchObject([{ occurrences: 2 }]);
  });
});

describe('a row that the store refuses for ever', () => {
  it('is given up after five tries, and holds up nobody', async () => {
    const poison = await receive(null, { text: 'poison' }, { source: 'manual' });
    const good = await receive(null, { text: 'Search is slow' }, { source: 'manual' });
    const refusing: IngestionDeps['reports'] = {
      ...redis.reports,
      async storeBatch(of, incoming, quota) {
        if (incoming.some((one) => one.report.title === 'poison')) throw new InternalError('It cannot be written.');
        return redis.reports.storeBatch(of, incoming, quota);
      },
    };

    expect(await storeBatch({ reports: refusing })).toMatchObject({ stored: 1, deadLetters: 0, more: true });
    expect(await logOf(good)).toMatchObject({ state: 'stored' });
    expect(await logOf(poison)).toMatchObject({ state: 'waiting' });
    for (let i = 0; i < 3; i++) expect(await storeBatch({ reports: refusing })).toMatchObject({ deadLetters: 0, more: true });
    expect(await storeBatch({ reports: refusing })).toMatchObject({ deadLetters: 1, more: false });

    expect(await logOf(poison)).toMatchObject({ state: 'dead_letter', reason: 'The store refused it five times.' });
  });
});

describe('what a sender’s API tells of a fact', () => {
  const pull = (payload: unknown) => receive(OWN_EVENT.pulled, payload);

  it('brings the stack that its hook did not have, closes it, counts nothing and keeps its words', async () => {
    const told = await receive('issue', sentry.issueHook('created'));
    await storeBatch();
    const pulled = await pull({ ...pulledIssue({ status: 'resolved', count: '40' }), event: latestEvent });

    expect(await storeBatch()).toMatchObject({ updated: 1, stored: 0, repeats: 0 });
    const { reportId } = await logOf(told);
    expect(await logOf(pulled)).toMatchObject({ state: 'updated', reportId });
    expect(await redis.reports.get(scope, reportId!)).toMatchObject({
      status: 'closed',
      occurrences: 1,
      body: 'Invalid time value\nin streamRows(app/reports/rows)',
      exceptions: [{ type: 'TypeError' }, { type: 'RangeError', frames: { length: 4 } }],
      metadata: { events: 40, environment: 'production' },
    });
    expect(await redis.reports.revisions(scope, reportId!)).toEqual([]);
  });

  it('takes away the labels that an issue no longer has', async () => {
    const issue = (fields: Record<string, unknown>) => receive(OWN_EVENT.pulled, github.pulledIssue(fields), { source: 'github' });
    const first = await issue({});
    await storeBatch();
    const { reportId } = await logOf(first);
    const before = (await redis.reports.get(scope, reportId!))!.metadata;
    await issue({ labels: [], milestone: { title: '2.0' }, updated_at: '2026-03-02T09:00:00Z' });
    await storeBatch();

    expect(before).toEqual({ repository: 'shop/web', number: 41, labels: 'bug, export', comments: 0 });
    expect((await redis.reports.get(scope, reportId!))!.metadata).toEqual({
      repository: 'shop/web',
      number: 41,
      comments: 0,
      milestone: '2.0',
    });
  });

  it('counts a comment once, told by the webhook and by the API', async () => {
    const opened = await receive('issues', github.issuesHook('opened'), { source: 'github' });
    await receive('issue_comment', github.commentHook({ id: 8 }), { source: 'github' });
    await receive(OWN_EVENT.pulled, github.pulledComment({ id: 8 }), { source: 'github' });
    await receive(OWN_EVENT.pulled, github.pulledComment({ id: 9 }), { source: 'github' });

    expect(await storeBatch()).toMatchObject({ stored: 1, repeats: 3 });
    expect(await redis.reports.get(scope, (await logOf(opened)).reportId!)).toMatchObject({ occurrences: 3, author: 'maria-k' });
  });

  it('is stored where it was missed, and left out where it is over already', async () => {
    const open = await pull(pulledIssue());
    const over = await pull(pulledIssue({ id: '99', status: 'resolved' }));

    expect(await storeBatch()).toMatchObject({ stored: 1, filtered: 1 });
    expect(await logOf(open)).toMatchObject({ state: 'stored' });
    expect(await logOf(over)).toMatchObject({ state: 'filtered', reason: 'closed before it was ever reported here' });
  });
});

describe('a monitor that alerts, recovers and alerts again', () => {
  const tell = (transition: string, minute: number) =>
    receive(null, templateAt(`2026-03-01T10:${minute}:00.000Z`, { ALERT_TRANSITION: transition }), { source: 'datadog' });

  it('is one report, closed by the recovery and opened by the next alert, also within one batch', async () => {
    const first = await tell('Triggered', 10);
    await storeBatch();
    const { reportId } = await logOf(first);
    await tell('Recovered', 20);
    await storeBatch();
    expect(await redis.reports.get(scope, reportId!)).toMatchObject({ status: 'closed', occurrences: 1 });

    await tell('Triggered', 30);
    await tell('Recovered', 40);
    await tell('Warn', 50);
    await storeBatch();
    expect(await redis.reports.get(scope, reportId!)).toMatchObject({ status: 'open', occurrences: 3 });
  });

  it('stays closed where an alert of before the recovery comes late', async () => {
    const first = await tell('Triggered', 10);
    await tell('Recovered', 30);
    await tell('Renotify', 20);

    expect(await storeBatch()).toMatchObject({ stored: 1, updated: 1, repeats: 1 });
    expect(await redis.reports.get(scope, (await logOf(first)).reportId!)).toMatchObject({ status: 'closed', occurrences: 2 });
  });

  it('opens nothing by recovering', async () => {
    const recovered = await tell('Recovered', 10);

    expect(await storeBatch()).toMatchObject({ stored: 0, filtered: 1 });
    expect(await logOf(recovered)).toMatchObject({ reason: 'a change to something that was never reported here' });
  });
});
