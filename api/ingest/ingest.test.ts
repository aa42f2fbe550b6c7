import { createHash, randomUUID } from 'node:crypto';
import { request as httpRequest } from 'node:http';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { ErrorBody, IngestAnswer } from '#domain/api-contract';
import { tenantScope } from '#domain/project';
import { githubHeaders, sentryHeaders, startTestApi, type TestApi } from '#tests/api';

const SECRET = 'a-signing-secret-of-sentry';
const EVENT = JSON.stringify({ action: 'created', data: { issue: { title: 'Café  breaks ☕', id: '1' } } });

let api: TestApi;
let projectId: string;

beforeAll(async () => {
  api = await startTestApi();
});
afterAll(() => api.stop());
beforeEach(async () => {
  projectId = await api.project();
  await api.ask(`/config/sentry/secret?project_id=${projectId}`, { method: 'POST', body: { secret: SECRET } });
});

const scope = async () => tenantScope((await api.adapters.projects.find(projectId)) ?? { id: '', ownerId: '' });
const waiting = async () => api.adapters.inbox.waiting(await scope());
const send = (body: string | Uint8Array, headers: Record<string, string>, source = 'sentry', project = projectId) =>
  api.ask(`/ingest/${source}?project_id=${project}`, { method: 'POST', token: null, body, headers });

describe('a signed delivery', () => {
  it('is kept as it came and answered 202, and the project is woken', async () => {
    const body = `  ${EVENT}\n`;

    const answer = await send(body, sentryHeaders(SECRET, body, { 'request-id': 'd-1' }));

    expect(answer.status).toBe(202);
    expect(IngestAnswer.parse(answer.body)).toMatchObject({ status: 'ok', project_id: projectId });
    const [row] = await api.adapters.inbox.claim(await scope(), 10);
    expect(row).toMatchObject({ id: answer.body.id, source: 'sentry', deliveryKey: 'd-1', eventType: 'issue', userId: null });
    expect(Buffer.from(row?.body ?? []).toString()).toBe(body);
    expect(api.launcher.of('wakeIngest')).toContain(projectId);
  });

  it('of GitHub is proven by its own header and keeps its event and delivery id', async () => {
    await api.ask(`/config/github/secret?project_id=${projectId}`, { method: 'POST', body: { secret: SECRET } });

    const answer = await send(EVENT, githubHeaders(SECRET, EVENT, { 'x-github-delivery': 'guid-1' }), 'github');

    expect(answer.status).toBe(202);
    expect((await api.adapters.inbox.claim(await scope(), 1))[0]).toMatchObject({
      source: 'github',
      deliveryKey: 'guid-1',
      eventType: 'issues',
    });
  });

  it('again is 200 duplicate with the first id, and without an id the same body is the same delivery', async () => {
    const headers = sentryHeaders(SECRET, EVENT);

    const first = await send(EVENT, headers);
    const second = await send(EVENT, headers);

    expect([first.status, second.status]).toEqual([202, 200]);
    expect(second.body).toEqual({ ...first.body, status: 'duplicate' });
    expect(await waiting()).toBe(1);
    const [row] = await api.adapters.inbox.claim(await scope(), 1);
    expect(row?.deliveryKey).toBe(createHash('sha256').update(EVENT).digest('hex'));
  });

  it('needs no content type of its own', async () => {
    const { 'content-type': _, ...headers } = sentryHeaders(SECRET, EVENT);
    const answers = [
      await send(Buffer.from(EVENT), { ...headers, 'request-id': 'a' }),
      await send(EVENT, { ...headers, 'content-type': 'text/plain', 'request-id': 'b' }),
      await send(EVENT, { ...headers, 'content-type': 'application/vnd.sentry+json', 'request-id': 'c' }),
    ];

    expect(answers.map(({ status }) => status)).toEqual([202, 202, 202]);
  });

  it('whose event or delivery header is strange is kept without it', async () => {
    const headers = sentryHeaders(SECRET, EVENT, { 'sentry-hook-resource': '<script>', 'request-id': 'x'.repeat(500) });

    expect((await send(EVENT, headers)).status).toBe(202);
    const [row] = await api.adapters.inbox.claim(await scope(), 1);
    expect(row).toMatchObject({ eventType: null, deliveryKey: createHash('sha256').update(EVENT).digest('hex') });
  });

  it('of JSON that is no object, or holds an escaped NUL, is kept: the parser decides', async () => {
    for (const body of ['[1,2]', '"text"', '{"data":"a\\u0000b"}']) {
      expect((await send(body, sentryHeaders(SECRET, body))).status).toBe(202);
    }
  });
});

describe('a delivery that is not proven', () => {
  it('is one and the same 401, whatever is wrong, and leaves nothing', async () => {
    const bare = await api.project();
    const right = sentryHeaders(SECRET, EVENT);
    const signature = right['sentry-hook-signature'] ?? '';
    const flip = (at: number) => signature.slice(0, at) + (signature[at] === '0' ? '1' : '0') + signature.slice(at + 1);
    const without = { 'content-type': 'application/json' };
    const changedBody = EVENT.replace('breaks', 'breakz');

    const answers = [
      await send(EVENT, without),
      await send(EVENT, { ...right, 'sentry-hook-signature': flip(0) }),
      await send(EVENT, { ...right, 'sentry-hook-signature': flip(63) }),
      await send(EVENT, { ...right, 'sentry-hook-signature': signature.slice(0, -1) }),
      await send(EVENT, { ...right, 'sentry-hook-signature': '' }),
      await send(EVENT, sentryHeaders('another-secret-altogether', EVENT)),
      await send(changedBody, right),
      await send(EVENT.replace('  ', ' '), right),
      await send('not json', right),
      await send(EVENT, right, 'sentry', randomUUID()),
      await send(EVENT, right, 'sentry', 'not-a-uuid'),
      await send(EVENT, right, 'sentry', `${projectId}&project_id=${projectId}`),
      await send(EVENT, right, 'sentry', bare),
      await send(EVENT, sentryHeaders(SECRET, EVENT), 'github'),
      await send(EVENT, sentryHeaders('\0no secret', EVENT), 'sentry', bare),
      await api.ask('/ingest/sentry', { method: 'POST', token: null, body: EVENT, headers: right }),
    ];

    expect(answers.map(({ status }) => status)).toEqual(answers.map(() => 401));
    expect(new Set(answers.map(({ text }) => text)).size).toBe(1);
    expect(ErrorBody.parse(answers[0]?.body).error.code).toBe('unauthenticated');
    expect(await waiting()).toBe(0);
    expect(await api.adapters.inbox.waiting(tenantScope((await api.adapters.projects.find(bare)) ?? { id: '', ownerId: '' }))).toBe(0);
  });

  it('is not proven by an API token or a session', async () => {
    expect((await api.ask(`/ingest/sentry?project_id=${projectId}`, { method: 'POST', body: EVENT })).status).toBe(401);
  });

  it('is refused before its source is known to be off', async () => {
    await api.ask(`/config/sentry/enabled?project_id=${projectId}`, { method: 'POST', body: { enabled: false } });

    expect((await send(EVENT, sentryHeaders('wrong-wrong-wrong-wrong', EVENT))).status).toBe(401);
  });
});

describe('a delivery that is proven and still not kept', () => {
  it('of a source that is off is 200 filtered', async () => {
    await api.ask(`/config/sentry/enabled?project_id=${projectId}`, { method: 'POST', body: { enabled: false } });

    const answer = await send(EVENT, sentryHeaders(SECRET, EVENT));

    expect(answer.status).toBe(200);
    expect(IngestAnswer.parse(answer.body).status).toBe('filtered');
    expect(await waiting()).toBe(0);
  });

  it('is 400 when it is not JSON, not UTF-8, holds a NUL byte or is empty', async () => {
    const bodies = [
      Buffer.from('payload=%7B%7D'),
      Buffer.from('{"a":'),
      Buffer.from(''),
      Buffer.concat([Buffer.from('{"a":"'), Buffer.from([0xff, 0xfe]), Buffer.from('"}')]),
      Buffer.from('{"a":"\0"}'),
    ];

    for (const body of bodies) {
      const answer = await send(body, sentryHeaders(SECRET, body));
      expect(answer.status).toBe(400);
      expect(ErrorBody.parse(answer.body).error.code).toBe('unreadable_request');
    }
    expect(await waiting()).toBe(0);
  });

  it('is 413 over the limit, by its announced length and while it streams', async () => {
    const big = Buffer.alloc(1_048_577, 0x20);
    const exact = Buffer.concat([Buffer.from('{"a":1}'), Buffer.alloc(1_048_576 - 7, 0x20)]);

    const announced = await send(big, sentryHeaders(SECRET, big));
    const streamed = await stream(`${api.url}/ingest/sentry?project_id=${projectId}`, sentryHeaders(SECRET, big), 5 * 1_048_576);
    const fits = await send(exact, sentryHeaders(SECRET, exact));

    expect(announced.status).toBe(413);
    expect(ErrorBody.parse(announced.body).error.code).toBe('too_large');
    expect(streamed).toBe(413);
    expect(fits.status).toBe(202);
    expect(await waiting()).toBe(1);
  });

  it('is 415 when it is compressed', async () => {
    const answer = await send(EVENT, sentryHeaders(SECRET, EVENT, { 'content-encoding': 'gzip' }));

    expect(answer.status).toBe(415);
    expect(ErrorBody.parse(answer.body).error.code).toBe('unsupported_media_type');
  });
});

describe('a manual report', () => {
  const report = (body: unknown, more: { headers?: Record<string, string>; token?: string | null } = {}) =>
    api.ask(`/ingest/manual?project_id=${projectId}`, { method: 'POST', body, ...more });

  it('is kept in both shapes', async () => {
    const titled = await report({ title: 'Export hangs', body: 'It never ends.' });
    const text = await report({ text: 'Export hangs\nIt never ends.' });

    expect([titled.status, text.status]).toEqual([202, 202]);
    const rows = await api.adapters.inbox.claim(await scope(), 10);
    const owner = await api.adapters.users.localOwner();
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
    await api.ask(`/config/manual/enabled?project_id=${projectId}`, { method: 'POST', body: { enabled: false } });

    const answer = await report({ text: 'Nobody hears' });

    expect([answer.status, answer.body.status]).toEqual([200, 'filtered']);
    expect(await waiting()).toBe(0);
  });
});

describe('what was refused', () => {
  it('is counted by reason under its project, and under none where the project is a stranger’s word', async () => {
    const counted: unknown[][] = [];
    const countRefusal = api.adapters.inbox.countRefusal.bind(api.adapters.inbox);
    api.adapters.inbox.countRefusal = async (...entry) => {
      await countRefusal(...entry);
      counted.push(entry);
    };
    const big = Buffer.alloc(1_048_577, 0x20);

    await send(EVENT, sentryHeaders('wrong-wrong-wrong-wrong', EVENT));
    await send(EVENT, {});
    await send(EVENT, sentryHeaders(SECRET, EVENT), 'sentry', randomUUID());
    await send('x', sentryHeaders(SECRET, 'x'));
    await send(big, sentryHeaders(SECRET, big));

    await expect.poll(() => counted.length).toBe(5);
    api.adapters.inbox.countRefusal = countRefusal;
    expect(counted.toSorted((a, b) => String(a[2]).localeCompare(String(b[2])))).toEqual([
      [projectId, 'sentry', 'bad_signature', 1],
      [null, 'sentry', 'no_secret', 1],
      [projectId, 'sentry', 'no_signature', 1],
      [projectId, 'sentry', 'not_json', 1],
      [projectId, 'sentry', 'too_large', 1],
    ]);
  });

  it('is counted to the last one, however many come at once', async () => {
    const bad = sentryHeaders('wrong-wrong-wrong-wrong', EVENT);

    await Promise.all(Array.from({ length: 200 }, () => send(EVENT, bad)));

    const health = async () => (await api.ask(`/config/sentry?project_id=${projectId}`)).body.health as { refused_24h: number };
    await expect.poll(async () => (await health()).refused_24h).toBe(200);
  });
});

describe('a report by hand', () => {
  it.each(['', '   ', '\u200b\u2060'])('of nothing that can be seen (%j) is 422', async (text) => {
    const answer = await api.ask(`/ingest/manual?project_id=${projectId}`, { method: 'POST', body: { text } });

    expect([answer.status, ErrorBody.parse(answer.body).error.details]).toEqual([422, { text: 'must not be blank' }]);
  });
});

describe('an address with a NUL in it', () => {
  it.each([`/deliveries?q=%00&`, `/clusters?q=%00&`, `/feedback/%00?`])('%s is 400', async (path) => {
    expect((await api.ask(`${path}project_id=${projectId}`)).status).toBe(400);
  });
});

describe('the key of a test event', () => {
  it('is no sender’s to give', async () => {
    await send(EVENT, sentryHeaders(SECRET, EVENT, { 'request-id': 'soulcaster-test:1' }));

    expect((await api.adapters.inbox.claim(await scope(), 1))[0]?.deliveryKey).toMatch(/^[0-9a-f]{64}$/);
  });
});

describe('rows whose wake was lost', () => {
  it('are woken again without a request', async () => {
    await send(EVENT, sentryHeaders(SECRET, EVENT));
    const before = api.launcher.of('wakeIngest').filter((id) => id === projectId).length;

    await expect
      .poll(() => api.launcher.of('wakeIngest').filter((id) => id === projectId).length, { timeout: 15_000, interval: 200 })
      .toBeGreaterThan(before);
  });
});

/** Sends more than it announces anywhere: chunked, until the other side answers. */
function stream(url: string, headers: Record<string, string>, sizeBytes: number): Promise<number> {
  return new Promise((resolve, reject) => {
    const request = httpRequest(url, { method: 'POST', headers }, (answer) => {
      answer.resume();
      resolve(answer.statusCode ?? 0);
    });
    // The other side may hang up while we still write; its answer came first.
    request.on('error', (error) => setTimeout(() => reject(error), 500));
    for (let sent = 0; sent < sizeBytes; sent += 65_536) request.write(Buffer.alloc(65_536, 0x20));
    request.end();
  });
}
