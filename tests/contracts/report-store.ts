import { randomUUID } from 'node:crypto';
import { beforeAll, describe, expect, it } from 'vitest';
import { InvalidInputError } from '#domain/errors';
import type { IncomingReport, ReportStore } from '#domain/ports/report-store';
import { tenantScope } from '#domain/project';
import type { TenantScope } from '#domain/project';
import type { NormalizedReport } from '#domain/report';
import { incomingReport } from '../stored.ts';

const QUOTA = 1_500;
const newScope = (ownerId: string = randomUUID()): TenantScope => tenantScope({ id: randomUUID(), ownerId });
const batchOf = (size: number, make: (i: number) => IncomingReport = () => incomingReport()) =>
  Array.from({ length: size }, (_, i) => make(i));
const at = (minute: number) => new Date(Date.UTC(2026, 9, 1, 10, minute)).toISOString();

/** What every ReportStore must do. */
export function reportStoreContract(name: string, open: () => Promise<ReportStore>): void {
  describe(`${name} as a store of reports`, () => {
    let store: ReportStore;
    beforeAll(async () => {
      store = await open();
    });

    it('keeps a report as it came', async () => {
      const scope = newScope();
      const incoming = incomingReport(
        {
          externalId: 'SHOP-1',
          author: 'mia',
          occurredAt: at(3),
          exceptions: [{ type: 'TypeError', message: 'x', frames: [{ function: null, file: 'a.js', line: 4, inApp: null }] }],
          metadata: { environment: 'production', tries: 3, retried: false, release: null },
        },
        { receivedAt: at(5) },
      );

      const results = await store.storeBatch(scope, [incoming], QUOTA);

      expect(results).toEqual([{ deliveryId: incoming.deliveryId, reportId: incoming.reportId, state: 'stored' }]);
      expect(await store.get(scope, incoming.reportId)).toEqual({
        ...incoming.report,
        id: incoming.reportId,
        projectId: scope.projectId,
        source: 'sentry',
        receivedAt: at(5),
        firstSeenAt: at(3),
        lastSeenAt: at(3),
        occurrences: 1,
        clusterId: null,
        evidence: null,
      });
      expect(await store.countBySource(scope)).toEqual({ sentry: 1 });
      expect(await store.countUnclustered(scope)).toBe(1);
    });

    it('answers a batch that is sent again as it did before, and counts nothing twice', async () => {
      const scope = newScope();
      const first = batchOf(200);
      const again = first.slice(0, 50).map((item) => ({ ...item, deliveryId: randomUUID() }));
      const batch = [...first.slice(0, 150), ...again];

      const answers = [];
      for (let i = 0; i < 4; i++) answers.push(await store.storeBatch(scope, batch, QUOTA));

      for (const answer of answers) expect(answer).toEqual(answers[0]);
      expect(answers[0]!.filter(({ state }) => state === 'stored')).toHaveLength(150);
      expect(answers[0]!.filter(({ state }) => state === 'repeat')).toHaveLength(50);
      expect((await store.list(scope, { limit: 1 })).total).toBe(150);
      expect(await store.ownerUsage(scope.ownerId)).toBe(150);
      expect((await store.getMany(scope, [batch[0]!.reportId]))[0]!.occurrences).toBe(2);
      expect((await store.getMany(scope, [batch[149]!.reportId]))[0]!.occurrences).toBe(1);
    });

    it('takes up a batch that was half stored when somebody crashed', async () => {
      const scope = newScope();
      const batch = batchOf(40);
      await store.storeBatch(scope, batch.slice(0, 17), QUOTA);

      const results = await store.storeBatch(scope, batch, QUOTA);

      expect(results.map(({ state }) => state)).toEqual(batch.map(() => 'stored'));
      expect(await store.ownerUsage(scope.ownerId)).toBe(40);
      expect(await store.countUnclustered(scope)).toBe(40);
    });

    it('counts the same fact in one batch once as new and then as repeats', async () => {
      const scope = newScope();
      const fact = incomingReport({ occurredAt: at(20) }, { receivedAt: at(21) });
      const later = { ...fact, deliveryId: randomUUID(), report: { ...fact.report, occurredAt: at(30) }, receivedAt: at(31) };
      const earlier = { ...fact, deliveryId: randomUUID(), report: { ...fact.report, occurredAt: at(10) }, receivedAt: at(32) };

      const results = await store.storeBatch(scope, [fact, later, earlier, later], QUOTA);

      expect(results.map(({ state }) => state)).toEqual(['stored', 'repeat', 'repeat', 'repeat']);
      expect(await store.get(scope, fact.reportId)).toMatchObject({
        occurrences: 3,
        receivedAt: at(21),
        firstSeenAt: at(10),
        lastSeenAt: at(30),
      });
    });

    it('is as bad as its worst occurrence', async () => {
      const scope = newScope();
      const fact = incomingReport({ level: 'warning' });
      const again = (level: 'error' | 'info' | null) => ({ ...fact, deliveryId: randomUUID(), report: { ...fact.report, level } });

      await store.storeBatch(scope, [fact], QUOTA);
      await store.storeBatch(scope, [again('info')], QUOTA);
      expect(await store.get(scope, fact.reportId)).toMatchObject({ level: 'warning' });
      await store.storeBatch(scope, [again('error'), again(null)], QUOTA);

      expect(await store.get(scope, fact.reportId)).toMatchObject({ level: 'error', occurrences: 4 });
    });

    it('keeps a changed text as a revision and the first one as the report', async () => {
      const scope = newScope();
      const fact = incomingReport({ title: 'Export fails', body: 'First.' });
      const delivery = (body: string) => ({ ...fact, deliveryId: randomUUID(), report: { ...fact.report, body } });
      const edited = delivery('Second.');

      await store.storeBatch(scope, [fact, delivery('First.'), edited, edited, delivery('Second.')], QUOTA);

      expect((await store.get(scope, fact.reportId))?.body).toBe('First.');
      expect(await store.revisions(scope, fact.reportId)).toEqual([
        { at: edited.receivedAt, deliveryId: edited.deliveryId, title: 'Export fails', body: 'Second.' },
      ]);
    });

    it('takes the stack of a later delivery where the first one named the blamed place alone', async () => {
      const scope = newScope();
      const exception = (...names: string[]) => ({
        type: 'TypeError',
        message: 'x',
        frames: names.map((name) => ({ function: name, file: 'a.js', line: 4, inApp: true })),
      });
      const bare = incomingReport({ title: 'TypeError: x', body: 'in a', exceptions: [exception('a')] });
      const later = (body: string, ...names: string[]) => ({
        ...bare,
        deliveryId: randomUUID(),
        report: { ...bare.report, body, author: 'mia', exceptions: [exception(...names)] },
      });

      const whole = later('called from c', 'c', 'b', 'a');
      await store.storeBatch(scope, [bare, whole, later('called from e', 'e', 'd', 'c', 'a')], QUOTA);
      await store.storeBatch(scope, [bare, whole], QUOTA);

      expect(await store.get(scope, bare.reportId)).toMatchObject({
        body: 'called from c',
        author: 'mia',
        occurrences: 3,
        exceptions: [exception('c', 'b', 'a')],
      });
    });

    it('takes on the words a sender changed, the later ones however late they come, and keeps those before', async () => {
      const scope = newScope();
      const fact = incomingReport({ title: 'Broken', body: 'Please fix.' });
      await store.storeBatch(scope, [fact], QUOTA);
      const second = { at: at(20), deliveryId: randomUUID(), title: 'Export hangs', body: 'With ☕ "quotes".' };
      const first = { at: at(10), deliveryId: randomUUID(), title: 'Export', body: 'Late.' };

      expect(await store.setText(scope, fact.reportId, second)).toEqual({ regrouped: true, leftClusterId: null });
      expect(await store.setText(scope, fact.reportId, first)).toEqual({ regrouped: false, leftClusterId: null });
      expect(await store.setText(scope, fact.reportId, second)).toEqual({ regrouped: false, leftClusterId: null });
      expect(await store.setText(scope, randomUUID(), second)).toBeNull();

      expect(await store.get(scope, fact.reportId)).toMatchObject({ title: second.title, body: second.body, occurrences: 1 });
      expect(await store.revisions(scope, fact.reportId)).toEqual([
        { at: second.at, deliveryId: fact.deliveryId, title: 'Broken', body: 'Please fix.' },
      ]);
    });

    it('counts what several deliveries tell of once, also where it is what made the fact known', async () => {
      const scope = newScope();
      const first = { ...incomingReport(), occurrenceKey: 'comment:1' };
      const told = (occurrenceKey: string) => ({ ...first, deliveryId: randomUUID(), occurrenceKey });

      const [stored, ...again] = await store.storeBatch(scope, [first, told('comment:1'), told('comment:2'), told('comment:2')], QUOTA);
      await store.storeBatch(scope, [first, told('comment:2')], QUOTA);

      expect([stored!.state, ...again.map(({ state }) => state)]).toEqual(['stored', 'repeat', 'repeat', 'repeat']);
      expect((await store.get(scope, first.reportId))?.occurrences).toBe(2);
    });

    it('remembers who met it beside its author, each once', async () => {
      const scope = newScope();
      const first = { ...incomingReport({ author: 'mia', kind: 'human' }), metBy: ['ben'] };
      const met = (...metBy: string[]) => ({ ...first, deliveryId: randomUUID(), metBy });

      await store.storeBatch(scope, [first, met('mia'), met('zoë'), met('ben')], QUOTA);
      await store.storeBatch(scope, [met('zoë', 'ben', 'mia', 'zoë')], QUOTA);

      expect(await store.get(scope, first.reportId)).toMatchObject({ author: 'mia', metBy: ['ben', 'zoë'], occurrences: 5 });
    });

    it('takes on the facts a sender tells of later, and its stack where none was known', async () => {
      const scope = newScope();
      const fact = incomingReport({ title: 'Broken', metadata: { labels: 'bug', environment: 'production' } });
      await store.storeBatch(scope, [fact], QUOTA);
      const frames = ['c', 'b'].map((name) => ({ function: name, file: 'a.js', line: 4, inApp: true }));
      const exceptions = [{ type: 'TypeError', message: 'x', frames }];
      const tell = (minute: number, metadata: NormalizedReport['metadata'], more: Partial<NormalizedReport> = {}) =>
        store.setText(
          scope,
          fact.reportId,
          { at: at(minute), deliveryId: randomUUID(), title: 'Broken', body: fact.report.body },
          { ...fact.report, metadata, ...more },
        );

      await tell(20, { labels: null, count: 12 });
      await tell(10, { labels: 'late' });
      expect((await store.get(scope, fact.reportId))?.metadata).toEqual({ environment: 'production', count: 12 });

      await tell(30, { labels: null, count: 13 }, { exceptions });
      expect(await store.get(scope, fact.reportId)).toMatchObject({ exceptions, occurrences: 1 });
      expect((await store.get(scope, fact.reportId))?.metadata).toEqual({ count: 13 });
    });

    it('is of the group that its sender put it into, and is grouped again, once', async () => {
      const scope = newScope();
      const fact = incomingReport({ senderGroup: 'issue:1', metadata: { labels: 'bug' } });
      await store.storeBatch(scope, [fact], QUOTA);
      const move = (minute: number, fromGroup: string, toGroup: string) =>
        store.setText(
          scope,
          fact.reportId,
          { at: at(minute), deliveryId: randomUUID() },
          { metadata: { removed: 'merged' }, moved: { fromGroup, toGroup } },
        );

      expect(await move(20, 'issue:9', 'issue:2')).toEqual({ regrouped: false, leftClusterId: null });
      expect((await store.get(scope, fact.reportId))?.senderGroup).toBe('issue:1');
      expect(await move(21, 'issue:1', 'issue:2')).toEqual({ regrouped: true, leftClusterId: null });
      expect(await move(22, 'issue:1', 'issue:2')).toEqual({ regrouped: false, leftClusterId: null });

      const { title, body } = fact.report;
      const moved = { title, body, senderGroup: 'issue:2', metadata: { labels: 'bug', removed: 'merged' } };
      expect(await store.get(scope, fact.reportId)).toMatchObject(moved);
      expect(await store.revisions(scope, fact.reportId)).toEqual([]);
    });

    it('never believes that something happened after it was received', async () => {
      const scope = newScope();
      const ahead = incomingReport({ occurredAt: at(50) }, { receivedAt: at(40) });
      const unreadable = incomingReport({ occurredAt: 'yesterday' }, { receivedAt: at(41) });

      await store.storeBatch(scope, [ahead, unreadable], QUOTA);

      expect((await store.get(scope, ahead.reportId))?.lastSeenAt).toBe(at(40));
      expect((await store.get(scope, unreadable.reportId))?.lastSeenAt).toBe(at(41));
    });

    it('never passes the quota of an owner, over two projects and twenty batches at once', async () => {
      const owner = randomUUID();
      const scopes = [newScope(owner), newScope(owner)];
      const batches = batchOf(20).map(() => batchOf(15));

      const results = await Promise.all(batches.map((batch, i) => store.storeBatch(scopes[i % 2]!, batch, 100)));

      const states = results.flat().map(({ state }) => state);
      expect(states.filter((state) => state === 'stored')).toHaveLength(100);
      expect(states.filter((state) => state === 'parked')).toHaveLength(200);
      expect(await store.ownerUsage(owner)).toBe(100);
      const [first, second] = await Promise.all(scopes.map(async (scope) => (await store.list(scope, { limit: 1 })).total));
      expect(first! + second!).toBe(100);
    });

    it('parks what is new at the limit, still counts repeats, and stores the parked once there is room', async () => {
      const scope = newScope();
      const known = incomingReport();
      const parked = incomingReport();
      await store.storeBatch(scope, [known], 1);

      const full = await store.storeBatch(scope, [parked, { ...known, deliveryId: randomUUID() }], 1);
      const missing = await store.get(scope, parked.reportId);
      const raised = await store.storeBatch(scope, [parked], 2);

      expect(full.map(({ state }) => state)).toEqual(['parked', 'repeat']);
      expect(missing).toBeNull();
      expect(raised[0]!.state).toBe('stored');
    });

    it('lets no two batches pass the limit together, and counts a duplicate for nothing', async () => {
      const scope = newScope();
      await store.storeBatch(scope, batchOf(95), 100);
      const [left, right] = [batchOf(10), batchOf(10)];

      const answers = await Promise.all([left, right].map((batch) => store.storeBatch(scope, [...batch, ...batch], 100)));
      const again = await Promise.all([left, right].map((batch) => store.storeBatch(scope, batch, 100)));

      const stored = (results: typeof answers) => results.flat().filter(({ state }) => state === 'stored');
      expect(new Set(stored(answers).map(({ reportId }) => reportId)).size).toBe(5);
      expect(stored(again).map(({ reportId }) => reportId)).toHaveLength(5);
      expect(await store.ownerUsage(scope.ownerId)).toBe(100);
      expect(await store.remove(scope, [stored(again)[0]!.reportId])).toHaveLength(1);
      expect((await store.storeBatch(scope, batchOf(2), 100)).map(({ state }) => state)).toEqual(['stored', 'parked']);
    });

    it('takes a report that was exported with all it counted, and a known one for nothing new', async () => {
      const scope = newScope();
      const exported = { id: randomUUID(), occurrences: 7, firstSeenAt: at(1), lastSeenAt: at(9) };
      const incoming = { ...incomingReport({ occurredAt: at(1) }), exported };

      const results = await store.storeBatch(scope, [incoming, { ...incoming, deliveryId: randomUUID() }], QUOTA);

      expect(results.map(({ state }) => state)).toEqual(['stored', 'repeat']);
      expect(await store.get(scope, incoming.reportId)).toMatchObject({ occurrences: 7, firstSeenAt: at(1), lastSeenAt: at(9) });
    });

    it('says which reports it knows', async () => {
      const scope = newScope();
      const [one, two] = batchOf(2);
      await store.storeBatch(scope, [one!], QUOTA);

      expect(await store.known(scope, [one!.reportId, two!.reportId, one!.reportId])).toEqual(new Set([one!.reportId]));
      expect(await store.known(scope, [])).toEqual(new Set());
    });

    it('shows a project nothing of another, not even of the same owner', async () => {
      const mine = newScope();
      const theirs = newScope(mine.ownerId);
      const incoming = incomingReport();
      await store.storeBatch(mine, [incoming], QUOTA);

      expect(await store.get(theirs, incoming.reportId)).toBeNull();
      expect(await store.getMany(theirs, [incoming.reportId])).toEqual([]);
      expect(await store.setStatus(theirs, incoming.reportId, 'closed', at(1))).toBe(false);
      expect((await store.list(theirs, { limit: 10 })).total).toBe(0);
      expect((await store.list(theirs, { limit: 10, source: 'sentry', status: 'open' })).total).toBe(0);
      expect(await store.countUnclustered(theirs)).toBe(0);
      await store.deleteAll(theirs);
      expect(await store.get(mine, incoming.reportId)).not.toBeNull();
    });

    it('lists newest received first, filtered, with the total of all that match', async () => {
      const scope = newScope();
      const reports = [
        incomingReport({}, { source: 'github', receivedAt: at(1) }),
        incomingReport({ status: 'closed' }, { source: 'github', receivedAt: at(2) }),
        incomingReport({}, { source: 'manual', receivedAt: at(3) }),
        incomingReport({ status: 'closed' }, { source: 'manual', receivedAt: at(4) }),
      ];
      await store.storeBatch(scope, reports, QUOTA);
      const listed = async (query: object) => {
        const { items, total } = await store.list(scope, { limit: 50, ...query });
        expect(total).toBe(items.length);
        return items.map(({ id }) => reports.findIndex(({ reportId }) => reportId === id));
      };

      expect(await listed({})).toEqual([3, 2, 1, 0]);
      expect(await listed({ source: 'github' })).toEqual([1, 0]);
      expect(await listed({ status: 'closed' })).toEqual([3, 1]);
      expect(await listed({ status: 'open', source: 'manual' })).toEqual([2]);
      expect(await listed({ clusterId: randomUUID() })).toEqual([]);
      expect(await listed({ source: 'sentry', status: 'open' })).toEqual([]);
    });

    it('pages without a gap or a repeat while new reports arrive, also where many came in the same millisecond', async () => {
      const scope = newScope();
      const old = batchOf(45, (i) => incomingReport({}, { receivedAt: at(Math.floor(i / 20)) }));
      await store.storeBatch(scope, old, QUOTA);

      const seen: string[] = [];
      let cursor: string | undefined;
      do {
        const page = await store.list(scope, { limit: 7, cursor });
        seen.push(...page.items.map(({ id }) => id));
        expect(page.nextCursor).not.toBe(cursor);
        cursor = page.nextCursor ?? undefined;
        await store.storeBatch(scope, [incomingReport({}, { receivedAt: at(50) })], QUOTA);
      } while (cursor);

      expect(seen).toHaveLength(45);
      expect(new Set(seen)).toEqual(new Set(old.map(({ reportId }) => reportId)));
    });

    it('refuses a cursor that it did not give out', async () => {
      const scope = newScope();
      for (const cursor of ['x', '', 'bnVsbA', Buffer.from('["impact","1","x"]').toString('base64url'), '\0\'"']) {
        await expect(store.list(scope, { limit: 5, cursor })).rejects.toThrow(InvalidInputError);
      }
    });

    it('keeps the order of ids and leaves out what is missing', async () => {
      const scope = newScope();
      const batch = batchOf(3);
      await store.storeBatch(scope, batch, QUOTA);
      const ids = [batch[2]!.reportId, randomUUID(), batch[0]!.reportId];

      const found = await store.getMany(scope, ids);

      expect(found.map(({ id }) => id)).toEqual([ids[0], ids[2]]);
      expect(await store.getMany(scope, [])).toEqual([]);
    });

    it('walks through all, oldest first', async () => {
      const scope = newScope();
      const batch = batchOf(25, (i) => incomingReport({}, { receivedAt: at(25 - i) }));
      await store.storeBatch(scope, batch, QUOTA);

      const batches = await Array.fromAsync(store.scan(scope, 10));

      expect(batches.map((some) => some.length)).toEqual([10, 10, 5]);
      expect(batches.flat().map(({ id }) => id)).toEqual(batch.toReversed().map(({ reportId }) => reportId));
    });

    it('lets the later word on open or closed win, whichever comes first', async () => {
      const scope = newScope();
      const incoming = incomingReport();
      await store.storeBatch(scope, [incoming], QUOTA);

      expect(await store.setStatus(scope, incoming.reportId, 'closed', at(10))).toBe(true);
      expect(await store.setStatus(scope, incoming.reportId, 'open', at(5))).toBe(true);

      expect((await store.get(scope, incoming.reportId))?.status).toBe('closed');
      expect((await store.list(scope, { limit: 5, status: 'closed' })).total).toBe(1);
      expect((await store.list(scope, { limit: 5, status: 'open' })).total).toBe(0);
      expect(await store.setStatus(scope, randomUUID(), 'closed', at(10))).toBe(false);
    });

    it.each([
      ['quotes, braces and line ends', `"'\`{}[]\r\n\t\\ \\u0000 %s $1 -- ;`],
      ['NUL and control characters', 'a\0b\u0001\u001f\u007f'],
      ['every plane of unicode', 'żółć 漢字 🧑🏽‍🚀 \u202e\ufeff \u{10ffff}'],
      ['half of a character', 'before \ud83d after'],
      ['ten thousand characters', '漢"\\'.repeat(3_333)],
      ['what Lua and Redis could take for their own', "return redis.call('FLUSHALL') --[[ ]] *3\r\n$3\r\nSET"],
    ])('gives back %s', async (_, text) => {
      const scope = newScope();
      const title = text.slice(0, 190).trim();
      const incoming = incomingReport({ title, body: text, author: text.slice(0, 200), metadata: { text: text.slice(0, 500) } });

      await store.storeBatch(scope, [incoming], QUOTA);

      const report = await store.get(scope, incoming.reportId);
      // Outside a JSON document half a character cannot be written as UTF-8; it becomes the replacement character.
      expect(report?.body).toBe(text.toWellFormed());
      expect(report?.title).toBe(title.toWellFormed());
      expect(report?.author).toBe(text.slice(0, 200));
      expect(report?.metadata).toEqual({ text: text.slice(0, 500) });
    });

    it('is not led astray by names that mean something elsewhere', async () => {
      const scope = newScope();
      const names = ['__proto__', 'constructor', 'a:b', 'a%3Ab', 'a:deliveries', '../x', "'; --", '\0', '*', ''];
      const metadata = JSON.parse('{"__proto__": "x", "constructor": "y", "ok": 1}') as Record<string, string | number>;
      const batch = names.map((reportId) => incomingReport({ title: `of ${JSON.stringify(reportId)}`, metadata }, { reportId }));

      await store.storeBatch(scope, batch, QUOTA);

      const found = await store.getMany(scope, names);
      expect(found.map(({ id }) => id)).toEqual(names);
      for (const report of found) {
        expect(report.title).toBe(`of ${JSON.stringify(report.id)}`);
        expect(report.metadata).toMatchObject({ ok: 1 });
        expect(Object.getPrototypeOf(report.metadata)).toBe(Object.prototype);
      }
      const paged = await store.list(scope, { limit: 50 });
      expect(paged.items.map(({ id }) => id).toSorted()).toEqual(names.toSorted());
    });

    it('stores two hundred of the largest reports', async () => {
      const scope = newScope();
      const frames = Array.from({ length: 100 }, (_, i) => ({ function: `function_${i}`, file: `src/file_${i}.js`, line: i, inApp: true }));
      const exceptions = [1, 2, 3].map((i) => ({ type: 'Error', message: `cause ${i}`, frames }));
      const batch = batchOf(200, () => incomingReport({ body: '"\\漢'.repeat(2_500), exceptions }));

      const results = await store.storeBatch(scope, batch, QUOTA);

      expect(results.map(({ reportId }) => reportId)).toEqual(batch.map(({ reportId }) => reportId));
      expect(results.every(({ state }) => state === 'stored')).toBe(true);
      expect((await store.get(scope, batch[199]!.reportId))?.exceptions).toEqual(exceptions);
    });

    it('gives the room back when a project goes', async () => {
      const scope = newScope();
      const other = newScope(scope.ownerId);
      await store.storeBatch(scope, batchOf(30), QUOTA);
      await store.storeBatch(other, batchOf(2), QUOTA);

      await store.deleteAll(scope);
      await store.deleteAll(scope);

      expect(await store.ownerUsage(scope.ownerId)).toBe(2);
      expect((await store.list(scope, { limit: 5 })).total).toBe(0);
    });
  });
}
