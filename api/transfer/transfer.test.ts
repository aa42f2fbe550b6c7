import { randomUUID } from 'node:crypto';
import { request as httpRequest } from 'node:http';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import type { ImportAnswer } from '#domain/api-contract';
import { startTestApi, type TestApi } from '#tests/api';
import { storesWhatComes } from '#tests/storing';

const QUOTA = 3_000;
let api: TestApi;
let work: (projectId: string) => Promise<void>;
beforeAll(async () => {
  api = await startTestApi({ env: { REPORT_QUOTA: String(QUOTA) } });
  work = storesWhatComes(api);
});
afterAll(() => api.stop());

const line = (fields: object = {}) =>
  JSON.stringify({ source: 'manual', title: `Export hangs ${randomUUID()}`, body: 'At 50 rows.', ...fields });
const send = async (projectId: string, body: string | Uint8Array, type = 'application/x-ndjson') =>
  api.ask(`/import?project_id=${projectId}`, { method: 'POST', body, headers: { 'content-type': type } });
const lines = async (projectId: string, query = '') => {
  const { text, status, headers } = await api.ask(`/export?project_id=${projectId}${query}`);
  expect([status, headers.get('content-type')]).toEqual([200, 'application/x-ndjson']);
  return text
    .split('\n')
    .filter(Boolean)
    .map((each) => JSON.parse(each) as Record<string, unknown>);
};
const counts = (answer: ImportAnswer) => Object.fromEntries(Object.entries(answer).filter(([, value]) => typeof value === 'number'));

describe('an import', () => {
  it('takes every line that is right, and says of each other one what is wrong with it', async () => {
    const project = await api.project();
    const known = line({ external_id: 'A-1', created_at: '2026-03-01T10:00:00Z', metadata: { plan: 'pro' }, repo: 'acme/shop' });
    const body = Buffer.concat([
      Buffer.from(`\ufeff${known}\r\n\n  \n${known}\r\n`),
      Buffer.from('{"source":"manual","title":"x\n'),
      Buffer.from(`${line({ title: ' ' })}\n${line({ source: 'fax' })}\n[]\n${line({ metadata: { deep: {} } })}\n`),
      Buffer.from([0x7b, 0xff, 0xfe, 0x7d, 0x0a]),
      Buffer.from(`${line({ body: 'with \0' })}\n${line({ body: 'x'.repeat(10_001) })}\n`),
      Buffer.from(`${line({ external_id: 'A-1', body: 'Again.' })}\n${line()}`),
    ]);

    const { status, body: answer } = await send(project, body);

    expect(status).toBe(200);
    expect(counts(answer)).toEqual({ lines: 12, stored: 2, duplicate: 2, parked: 0, filtered: 0, pending: 0, refused: 8 });
    expect(answer.refusals).toEqual([
      { line: 5, reason: 'The line is not JSON.' },
      { line: 6, reason: expect.stringMatching(/^title /) },
      { line: 7, reason: expect.stringMatching(/^source /) },
      { line: 8, reason: expect.any(String) },
      { line: 9, reason: expect.stringMatching(/^metadata\.deep /) },
      { line: 10, reason: 'The line is not UTF-8.' },
      { line: 11, reason: 'The line holds a NUL character.' },
      { line: 12, reason: expect.stringMatching(/^body /) },
    ]);
    const [report] = (await lines(project)).filter((each) => each.external_id === 'A-1');
    expect(report).toMatchObject({ source: 'manual', metadata: { plan: 'pro', repo: 'acme/shop' }, occurrences: 2, cluster_id: null });
  });

  it('may be sent again and changes nothing', async () => {
    const project = await api.project();
    const body = Array.from({ length: 1_200 }, (_, i) => line({ external_id: `R-${i}` })).join('\n');

    const first = await send(project, body);
    const again = await send(project, body);

    expect(counts(first.body)).toMatchObject({ lines: 1_200, stored: 1_200, duplicate: 0 });
    expect(counts(again.body)).toMatchObject({ lines: 1_200, stored: 0, duplicate: 1_200 });
    expect((await lines(project)).length).toBe(1_200);
    await api.ask(`/projects/${project}`, { method: 'DELETE' });
  });

  it('keeps what came before its sender went away, and no half of a line', async () => {
    const project = await api.project();
    const whole = [line(), line()];
    const { hostname, port } = new URL(api.url);
    await new Promise<void>((resolve) => {
      const request = httpRequest({
        ...{ hostname, port, method: 'POST', path: `/import?project_id=${project}` },
        headers: { authorization: `Bearer ${api.env.SOULCASTER_LOCAL_TOKEN}`, 'content-type': 'application/x-ndjson' },
      });
      request.on('error', () => undefined).on('close', () => resolve());
      request.write(`${whole.join('\n')}\n${line().slice(0, 40)}`, () => setTimeout(() => request.destroy(), 50));
    });

    await vi.waitFor(
      async () => {
        await work(project);
        expect((await lines(project)).map(({ title }) => title).toSorted()).toEqual(whole.map((each) => JSON.parse(each).title).toSorted());
      },
      { timeout: 5_000, interval: 50 },
    );
  });

  it('parks what is over the limit, gives it with the export, and takes no line where it was full before', async () => {
    const project = await api.project();
    const used = (await api.ask(`/stats?project_id=${project}`)).body.quota.reports_used as number;
    const body = Array.from({ length: QUOTA - used + 3 }, (_, i) => line({ external_id: `P-${i}` })).join('\n');

    const { body: answer } = await send(project, body);
    const full = await send(project, line());

    expect(counts(answer)).toMatchObject({ stored: QUOTA - used, parked: 3, pending: 0 });
    expect([full.status, full.body.error]).toMatchObject([
      429,
      { code: 'quota_exceeded', details: { current_count: QUOTA, limit: QUOTA } },
    ]);
    expect(await lines(project)).toHaveLength(QUOTA - used);
    const parked = (await lines(project, '&include=parked')).filter((each) => each.parked === true);
    expect(parked).toHaveLength(3);
    expect(parked[0]).toMatchObject({ source: 'manual', external_id: expect.stringMatching(/^P-/), body: 'At 50 rows.', occurrences: 1 });
    await api.ask(`/projects/${project}`, { method: 'DELETE' });
  });

  it('wants JSON Lines, and is not taken for anything else', async () => {
    const project = await api.project();

    expect((await send(project, line(), 'application/json; charset=utf-8')).status).toBe(200);
    expect((await send(project, line(), 'text/csv')).status).toBe(415);
    expect((await api.ask('/projects', { method: 'POST', body: line(), headers: { 'content-type': 'application/x-ndjson' } })).status).toBe(
      415,
    );
    expect(counts((await send(project, '')).body)).toMatchObject({ lines: 0, stored: 0 });
    expect(counts((await send(project, line(), 'application/jsonl; charset=utf-8')).body)).toMatchObject({ stored: 1 });
  });
});

describe('an export', () => {
  it('is an import that gives the same reports in another project', async () => {
    const [from, to] = [await api.project(), await api.project()];
    const body = [
      line({
        source: 'github',
        external_id: '77',
        title: 'Titel mit ☕ und "Zeichen"',
        body: 'Erste Zeile\nzweite',
        metadata: { labels: 'bug', n: 3 },
      }),
      line({
        source: 'sentry',
        external_id: 'SHOP-1',
        level: 'fatal',
        author: 'mia',
        status: 'closed',
        sender_group: 'g1',
        url: 'https://x.example/1',
        exceptions: [{ type: 'TypeError', message: 'x', frames: [{ function: 'a', file: 'a.js', line: 3, in_app: true }] }],
      }),
      line({ source: 'standard', created_at: '2026-02-03T04:05:06.000Z' }),
    ].join('\n');
    await send(from, body);
    await send(from, line({ source: 'github', external_id: '77', title: 'Again', body: 'Other words.' }));
    const exported = (await api.ask(`/export?project_id=${from}`)).text;

    const { body: answer } = await send(to, exported);
    const again = await send(from, exported);

    expect(counts(answer)).toMatchObject({ lines: 3, stored: 3, refused: 0 });
    expect(counts(again.body)).toMatchObject({ stored: 0, duplicate: 3 });
    const strip = (each: Record<string, unknown>) => ({ ...each, id: each.external_id === null ? each.id : null });
    const bySource = (a: Record<string, unknown>, b: Record<string, unknown>) => String(a.source).localeCompare(String(b.source));
    expect((await lines(to)).map(strip).toSorted(bySource)).toEqual((await lines(from)).map(strip).toSorted(bySource));
    expect((await lines(from)).find((each) => each.external_id === '77')).toMatchObject({ occurrences: 2 });
  });

  it('gives nothing of another project, and says what it can include', async () => {
    const [mine, theirs] = [await api.project(), await api.project()];
    await send(mine, line());

    expect(await lines(theirs, '&include=parked')).toEqual([]);
    expect((await api.ask(`/export?project_id=${mine}&include=everything`)).status).toBe(422);
  });
});
