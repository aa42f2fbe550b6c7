import { randomUUID } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { ErrorBody } from '#domain/api-contract';
import { ingesting } from '#tests/ingesting';

const on = ingesting({ signed: false });
const { scope, waiting } = on;

describe('a manual report', () => {
  const report = (body: unknown, more: { headers?: Record<string, string>; token?: string | null } = {}) =>
    on.api.ask(`/ingest/manual?project_id=${on.projectId}`, { method: 'POST', body, ...more });

  it('is kept in both shapes', async () => {
    const titled = await report({ title: 'Export hangs', body: 'It never ends.' });
    const text = await report({ text: 'Export hangs\nIt never ends.' });

    expect([titled.status, text.status]).toEqual([202, 202]);
    const rows = await on.api.adapters.inbox.claim(await scope(), 10);
    const owner = await on.api.adapters.users.localOwner();
    expect(rows.map(({ source, userId }) => [source, userId])).toEqual([
      ['manual', owner.id],
      ['manual', owner.id],
    ]);
    expect(JSON.parse(Buffer.from(rows[0]?.body ?? []).toString())).toEqual({ title: 'Export hangs', body: 'It never ends.' });
  });

  it('of the wrong shape is 422 naming the field, and leaves nothing', async () => {
    const fieldOf = async (body: unknown) => {
      const answer = await report(body);
      expect(answer.status).toBe(422);
      return Object.keys(ErrorBody.parse(answer.body).error.details ?? {});
    };

    expect(await fieldOf({ text: '' })).toEqual(['text']);
    expect(await fieldOf({ text: '   ' })).toEqual(['text']);
    expect(await fieldOf({ text: 7 })).toEqual(['text']);
    expect(await fieldOf({ text: 'x'.repeat(10_001) })).toEqual(['text']);
    expect(await fieldOf({ title: '', body: 'b' })).toEqual(['title']);
    expect(await fieldOf({ title: 't', body: 7 })).toEqual(['body']);
    expect(await fieldOf({ title: 't', extra: 1 })).toEqual(['extra']);
    expect(await fieldOf({})).toEqual(['title']);
    expect(await fieldOf([])).toEqual(['body']);
    expect(await waiting()).toBe(0);
  });

  it('that cannot be read is 400, or 415 when it is not sent as JSON', async () => {
    const headers = { 'content-type': 'application/json' };

    expect((await report('{"text":', { headers })).status).toBe(400);
    expect((await report('{"text":"a\\u0000b"}', { headers })).status).toBe(400);
    expect((await report('{"text":"a","__proto__":{}}', { headers })).status).toBe(400);
    expect((await report('text=a', { headers: { 'content-type': 'application/x-www-form-urlencoded' } })).status).toBe(415);
  });

  it('with the same Idempotency-Key is a duplicate, and with other words a conflict', async () => {
    const headers = { 'idempotency-key': randomUUID() };

    const first = await report({ text: 'Once' }, { headers });
    const again = await report({ text: 'Once' }, { headers });
    const other = await report({ text: 'Twice' }, { headers });

    expect([first.status, again.status, other.status]).toEqual([202, 200, 409]);
    expect(again.body).toEqual({ ...first.body, status: 'duplicate' });
    expect(await waiting()).toBe(1);
  });

  it('is 200 filtered where manual reports are off', async () => {
    await on.api.ask(`/config/manual/enabled?project_id=${on.projectId}`, { method: 'POST', body: { enabled: false } });

    const answer = await report({ text: 'Nobody hears' });

    expect([answer.status, answer.body.status]).toEqual([200, 'filtered']);
    expect(await waiting()).toBe(0);
  });

  it.each(['', '   ', '\u200b\u2060'])('of nothing that can be seen (%j) is 422', async (text) => {
    const answer = await report({ text });

    expect([answer.status, ErrorBody.parse(answer.body).error.details]).toEqual([422, { text: 'must not be blank' }]);
  });
});
