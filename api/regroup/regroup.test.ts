import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, inject, it, vi } from 'vitest';
import { createLocalEmbedder } from '#adapters/local-model/embedder';
import { createRegroupingActivities } from '#activities/regrouping/index';
import { ErrorBody, OperationBody, RegroupPreviewBody } from '#domain/api-contract';
import type { Cluster } from '#domain/cluster';
import { figuresOf } from '#domain/clustering/figures';
import { type TenantScope, tenantScope } from '#domain/project';
import type { RegroupCommand } from '#domain/teaching';
import { openStage, type Stage } from '#temporal/scenarios/stage';
import { startTestApi, type TestApi } from '#tests/api';
import { incomingReport, storedCluster, storedEvidence } from '#tests/stored';

let api: TestApi;
let stage: Stage;
let projectId: string;
let scope: TenantScope;

/** The API, Temporal and the activities as in the product; only words are not made anew. */
beforeAll(async () => {
  const activities = () =>
    createRegroupingActivities({
      ...api.adapters,
      embedder: createLocalEmbedder(),
      changes: api.adapters.changePublisher,
      launcher: { wakeClustering: async () => undefined },
    });
  stage = await openStage({
    ...inject('temporal'),
    activities: {
      applyOperation: (input) => activities().applyOperation(input),
      undoOperation: (input) => activities().undoOperation(input),
      settleOperation: (input) => activities().settleOperation(input),
      summarizeClusters: async ({ clusterIds }) => ({ summarized: clusterIds.length }),
    },
  });
  api = await startTestApi({ launcher: () => stage.launcher });
});
afterAll(async () => {
  await api.stop();
  await stage.close();
});
beforeEach(async () => {
  projectId = await api.project();
  const project = (await api.adapters.projects.find(projectId))!;
  scope = tenantScope({ id: projectId, ownerId: project.ownerId });
});

async function clusterOf(count: number, fields: Partial<Cluster> = {}): Promise<{ id: string; members: string[] }> {
  const { clusters, reports } = api.adapters;
  const id = randomUUID();
  const incoming = Array.from({ length: count }, (_, i) => incomingReport({ title: `Export stops at row ${i}` }));
  await reports.storeBatch(scope, incoming, 100_000);
  await clusters.claimUnclustered(scope, id, 500);
  const decisions = incoming.map(({ reportId }) => ({
    reportId,
    clusterId: id,
    opened: false,
    evidence: storedEvidence({ rule: 'words', score: 0.7 }),
  }));
  await clusters.putDecisions(scope, id, decisions);
  await clusters.applyDecisions(scope, id);
  const whole = await reports.getMany(
    scope,
    incoming.map(({ reportId }) => reportId),
  );
  await clusters.save(
    scope,
    storedCluster(projectId, { id, title: `Cluster of ${count}`, ...figuresOf(whole, new Date().toISOString()), ...fields }),
  );
  await clusters.releaseRun(scope, id);
  return { id, members: await clusters.members(scope, id) };
}
const url = (path: string) => `${path}${path.includes('?') ? '&' : '?'}project_id=${projectId}`;
const get = (path: string) => api.ask(url(path));
const post = (path: string, body?: unknown, headers: Record<string, string> = {}) => api.ask(url(path), { method: 'POST', body, headers });
const preview = async (command: RegroupCommand) => RegroupPreviewBody.parse((await post('/regroup/preview', { command })).body);
/** As a page does it: look, then do what was seen. */
async function regroup(command: RegroupCommand): Promise<OperationBody> {
  const { digest } = await preview(command);
  const { status, body } = await post('/regroup', { command, digest });
  expect({ status, error: body.error }).toEqual({ status: 200, error: null });
  return OperationBody.parse(body);
}
const undo = (id: string) => post(`/regroup/${id}/undo`);
const errorOf = ({ status, body }: { status: number; body: unknown }) => [status, ErrorBody.parse(body).error.code];
const members = (id: string) => api.adapters.clusters.members(scope, id);

describe('a merge', () => {
  it('is shown first, done as shown, and taken back', async () => {
    const [into, from] = [await clusterOf(2), await clusterOf(3)];
    const command: RegroupCommand = { kind: 'merge', into: into.id, from: [from.id] };

    const seen = await preview(command);
    expect(seen).toMatchObject({ reports: 3, warnings: [], digest: expect.stringMatching(/^[0-9a-f]{64}$/) });
    const done = await regroup(command);

    expect(done).toMatchObject({ state: 'applied', sentence: 'Merged 1 cluster into “Cluster of 2”.', undoable: true });
    expect((await get(`/clusters/${into.id}`)).body.count).toBe(5);
    expect((await get(`/clusters/${from.id}`)).status).toBe(404);
    expect((await api.adapters.editJournal.teaching(scope)).mustLink[0]!.reports.toSorted()).toEqual(
      [...into.members, ...from.members].toSorted(),
    );

    const back = await undo(done.id);

    expect(back.body).toMatchObject({ state: 'undone', undoable: false });
    expect([await members(into.id), await members(from.id)]).toEqual([into.members, from.members]);
    expect((await get(`/clusters/${from.id}`)).body).toMatchObject({ count: 3, status: 'new' });
    expect(await api.adapters.editJournal.teaching(scope)).toEqual({ mustLink: [], cannotLink: [] });
    expect((await api.adapters.reports.get(scope, from.members[0]!))!.evidence?.rule).toBe('words');
  });

  it('is refused where anything is not as it was shown', async () => {
    const [into, from] = [await clusterOf(1), await clusterOf(2)];
    const command: RegroupCommand = { kind: 'merge', into: into.id, from: [from.id] };
    const { digest } = await preview(command);
    await regroup({ kind: 'remove', reports: [from.members[0]!] });

    expect(errorOf(await post('/regroup', { command, digest }))).toEqual([409, 'changed']);
    expect(errorOf(await post('/regroup', { command }))).toEqual([422, 'invalid_input']);
    expect(await members(into.id)).toEqual(into.members);
  });

  it('sends the same request once, whoever repeats it', async () => {
    const [into, from] = [await clusterOf(1), await clusterOf(1)];
    const command: RegroupCommand = { kind: 'merge', into: into.id, from: [from.id] };
    const { digest } = await preview(command);
    const key = { 'Idempotency-Key': randomUUID() };

    const first = await post('/regroup', { command, digest }, key);
    const second = await post('/regroup', { command, digest }, key);

    expect(second.body).toEqual(first.body);
    expect((await get('/regroup')).body.total).toBe(1);
  });

  it('keeps what came since when it is undone', async () => {
    const [into, from] = [await clusterOf(1), await clusterOf(1)];
    const done = await regroup({ kind: 'merge', into: into.id, from: [from.id] });
    const late = incomingReport();
    await api.adapters.reports.storeBatch(scope, [late], 100_000);
    await api.adapters.clusters.claimUnclustered(scope, 'late', 10);
    const joins = { reportId: late.reportId, clusterId: into.id, opened: false, evidence: storedEvidence() };
    await api.adapters.clusters.putDecisions(scope, 'late', [joins]);
    await api.adapters.clusters.applyDecisions(scope, 'late');

    expect((await undo(done.id)).status).toBe(200);
    expect((await members(into.id)).toSorted()).toEqual([...into.members, late.reportId].toSorted());
    expect(await members(from.id)).toEqual(from.members);
  });
});

describe('what a person answers', () => {
  it('is kept with the score it answers, for calibration', async () => {
    const { members: all } = await clusterOf(2);
    const done = await regroup({ kind: 'remove', reports: [all[0]!] });

    expect(await api.adapters.editJournal.answers(scope)).toEqual([
      { command: 'remove', state: 'applied', answers: [{ kind: 'issue', score: 0.7, joined: true, space: null, version: 'words-1' }] },
    ]);
    await undo(done.id);
    expect(await api.adapters.editJournal.answers(scope)).toMatchObject([{ command: 'remove', state: 'undone' }]);
  });
});

describe('a split', () => {
  it('opens a cluster that speaks for itself, and is undone', async () => {
    const { id, members: all } = await clusterOf(3);
    const { title } = (await api.adapters.reports.get(scope, all[0]!))!;
    const done = await regroup({ kind: 'split', cluster: id, reports: [all[0]!] });
    const opened = done.effects.find(({ before }) => before === null)!;

    expect((await get(`/clusters/${opened.cluster_id}`)).body).toMatchObject({ count: 1, title, status: 'new' });
    expect((await api.adapters.editJournal.teaching(scope)).cannotLink).toEqual([
      { a: { reports: [all[0]], clusters: [opened.cluster_id] }, b: { reports: all.slice(1), clusters: [id] } },
    ]);
    expect((await undo(done.id)).status).toBe(200);

    expect((await get(`/clusters/${opened.cluster_id}`)).status).toBe(404);
    expect(await members(id)).toEqual(all);
  });
});

describe('undoing', () => {
  it('waits for what stands on it', async () => {
    const [into, from] = [await clusterOf(1), await clusterOf(2)];
    const merged = await regroup({ kind: 'merge', into: into.id, from: [from.id] });
    const split = await regroup({ kind: 'split', cluster: into.id, reports: [from.members[0]!] });

    expect(errorOf(await undo(merged.id))).toEqual([409, 'changed']);
    expect((await get(`/regroup/${merged.id}`)).body.undoable).toBe(false);
    expect((await undo(split.id)).status).toBe(200);
    expect((await undo(merged.id)).status).toBe(200);
    expect(errorOf(await undo(merged.id))).toEqual([409, 'not_applied']);
  });

  it('is over after 24 hours', async () => {
    const { id } = await clusterOf(1);
    const done = await regroup({ kind: 'lock', cluster: id, locked: true });
    vi.useFakeTimers({ toFake: ['Date'], now: Date.now() + 25 * 3_600_000 });
    try {
      expect(errorOf(await undo(done.id))).toEqual([410, 'expired']);
    } finally {
      vi.useRealTimers();
    }
  });

  it('of a fix that is at work is refused', async () => {
    const [into, from] = [await clusterOf(1), await clusterOf(1)];
    const done = await regroup({ kind: 'merge', into: into.id, from: [from.id] });
    await api.adapters.clusters.transition(scope, into.id, 'fixing');

    expect(errorOf(await undo(done.id))).toEqual([409, 'fix_running']);
    expect((await get(`/regroup/${done.id}`)).body.state).toBe('applied');
  });
});

describe('lock, words and status', () => {
  it('are set, shown in the inbox and put back', async () => {
    const { id } = await clusterOf(1);
    const until = new Date(Date.now() + 3_600_000).toISOString();
    const cluster = async () => (await get(`/clusters/${id}`)).body;

    await regroup({ kind: 'lock', cluster: id, locked: true });
    const renamed = await regroup({ kind: 'rename', cluster: id, title: 'Ours' });
    const snoozed = await regroup({ kind: 'snooze', cluster: id, until, occurrences: 5 });
    expect(await cluster()).toMatchObject({ locked: true, edited: true, title: 'Ours', status: 'snoozed' });
    expect(await cluster()).toMatchObject({ snoozed_until: until, snoozed_until_count: 6 });
    const inTab = async (tab: string) => (await get(`/clusters?tab=${tab}`)).body.items.map((one: { id: string }) => one.id);
    expect([await inTab('snoozed'), await inTab('needs_you')]).toEqual([[id], []]);

    await undo(snoozed.id);
    await undo(renamed.id);
    expect(await cluster()).toMatchObject({ edited: false, status: 'new', snoozed_until: null, locked: true });

    await regroup({ kind: 'dismiss', cluster: id, reason: 'A test of ours' });
    expect([await inTab('dismissed'), await inTab('new')]).toEqual([[id], []]);
    expect((await cluster()).dismissed_reason).toBe('A test of ours');
    await regroup({ kind: 'reopen', cluster: id });
    expect(await cluster()).toMatchObject({ status: 'new', dismissed_reason: null });
  });

  it('follow only legal steps', async () => {
    const { id } = await clusterOf(1, { status: 'fixing' });
    const refusal = async (command: RegroupCommand) => errorOf(await post('/regroup', { command }));

    expect(await refusal({ kind: 'resolve', cluster: id })).toEqual([409, 'fix_running']);
    expect(await refusal({ kind: 'lock', cluster: 'nowhere', locked: true })).toEqual([404, 'not_found']);
    expect(await refusal({ kind: 'lock', cluster: id, locked: false })).toEqual([409, 'nothing_to_do']);
  });
});

describe('a stranger', () => {
  it('sees and changes nothing of another project', async () => {
    const [one, other] = [await clusterOf(1), await clusterOf(1)];
    const done = await regroup({ kind: 'lock', cluster: one.id, locked: true });
    projectId = await api.project('Another');

    expect((await get(`/regroup/${done.id}`)).status).toBe(404);
    expect((await undo(done.id)).status).toBe(404);
    expect((await post('/regroup', { command: { kind: 'merge', into: one.id, from: [other.id] } })).status).toBe(404);
    expect((await get('/regroup')).body.items).toEqual([]);
  });
});

it('what people changed is listed, of one cluster too, with who did it', async () => {
  const [one, other] = [await clusterOf(1), await clusterOf(1)];
  await regroup({ kind: 'lock', cluster: one.id, locked: true });
  await regroup({ kind: 'rename', cluster: other.id, title: 'Ours' });

  const all = (await get('/regroup')).body;
  expect(all.items.map(({ sentence }: OperationBody) => sentence)).toEqual(['Renamed a cluster to “Ours”.', 'Locked “Cluster of 1”.']);
  expect(all.items[0].actor).toEqual(expect.any(String));
  expect((await get(`/regroup?cluster_id=${one.id}`)).body.total).toBe(1);
});
