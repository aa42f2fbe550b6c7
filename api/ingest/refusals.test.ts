import { randomUUID } from 'node:crypto';
import { request as httpRequest } from 'node:http';
import { describe, expect, it } from 'vitest';
import { ErrorBody, IngestAnswer } from '#domain/api-contract';
import { tenantScope } from '#domain/project';
import { sentryHeaders } from '#tests/api';
import { ingesting, SENTRY_EVENT, SENTRY_SECRET } from '#tests/ingesting';

const on = ingesting({ signed: true });
const { waiting, send } = on;

describe('a delivery that is not proven', () => {
  it('is one and the same 401, whatever is wrong, and leaves nothing', async () => {
    const bare = await on.api.project();
    const right = sentryHeaders(SENTRY_SECRET, SENTRY_EVENT);
    const signature = right['sentry-hook-signature'] ?? '';
    const flip = (at: number) => signature.slice(0, at) + (signature[at] === '0' ? '1' : '0') + signature.slice(at + 1);
    const without = { 'content-type': 'application/json' };
    const changedBody = SENTRY_EVENT.replace('breaks', 'breakz');

    const answers = [
      await send(SENTRY_EVENT, without),
      await send(SENTRY_EVENT, { ...right, 'sentry-hook-signature': flip(0) }),
      await send(SENTRY_EVENT, { ...right, 'sentry-hook-signature': flip(63) }),
      await send(SENTRY_EVENT, { ...right, 'sentry-hook-signature': signature.slice(0, -1) }),
      await send(SENTRY_EVENT, { ...right, 'sentry-hook-signature': '' }),
      await send(SENTRY_EVENT, sentryHeaders('another-secret-altogether', SENTRY_EVENT)),
      await send(changedBody, right),
      await send(SENTRY_EVENT.replace('  ', ' '), right),
      await send('not json', right),
      await send(SENTRY_EVENT, right, 'sentry', randomUUID()),
      await send(SENTRY_EVENT, right, 'sentry', 'not-a-uuid'),
      await send(SENTRY_EVENT, right, 'sentry', `${on.projectId}&project_id=${on.projectId}`),
      await send(SENTRY_EVENT, right, 'sentry', bare),
      await send(SENTRY_EVENT, sentryHeaders(SENTRY_SECRET, SENTRY_EVENT), 'github'),
      await send(SENTRY_EVENT, sentryHeaders('\0no secret', SENTRY_EVENT), 'sentry', bare),
      await on.api.ask('/ingest/sentry', { method: 'POST', token: null, body: SENTRY_EVENT, headers: right }),
    ];

    expect(answers.map(({ status }) => status)).toEqual(answers.map(() => 401));
    expect(new Set(answers.map(({ text }) => text)).size).toBe(1);
    expect(ErrorBody.parse(answers[0]?.body).error.code).toBe('unauthenticated');
    expect(await waiting()).toBe(0);
    expect(await on.api.adapters.inbox.waiting(tenantScope((await on.api.adapters.projects.find(bare)) ?? { id: '', ownerId: '' }))).toBe(
      0,
    );
  });

  it('is not proven by an API token or a session', async () => {
    expect((await on.api.ask(`/ingest/sentry?project_id=${on.projectId}`, { method: 'POST', body: SENTRY_EVENT })).status).toBe(401);
  });

  it('is refused before its source is known to be off', async () => {
    await on.api.ask(`/config/sentry/enabled?project_id=${on.projectId}`, { method: 'POST', body: { enabled: false } });

    expect((await send(SENTRY_EVENT, sentryHeaders('wrong-wrong-wrong-wrong', SENTRY_EVENT))).status).toBe(401);
  });
});

describe('a delivery that is proven and still not kept', () => {
  it('of a source that is off is 200 filtered', async () => {
    await on.api.ask(`/config/sentry/enabled?project_id=${on.projectId}`, { method: 'POST', body: { enabled: false } });

    const answer = await send(SENTRY_EVENT, sentryHeaders(SENTRY_SECRET, SENTRY_EVENT));

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
      const answer = await send(body, sentryHeaders(SENTRY_SECRET, body));
      expect(answer.status).toBe(400);
      expect(ErrorBody.parse(answer.body).error.code).toBe('unreadable_request');
    }
    expect(await waiting()).toBe(0);
  });

  it('is 413 over the limit, by its announced length and while it streams', async () => {
    const big = Buffer.alloc(1_048_577, 0x20);
    const exact = Buffer.concat([Buffer.from('{"a":1}'), Buffer.alloc(1_048_576 - 7, 0x20)]);

    const announced = await send(big, sentryHeaders(SENTRY_SECRET, big));
    const streamed = await stream(
      `${on.api.url}/ingest/sentry?project_id=${on.projectId}`,
      sentryHeaders(SENTRY_SECRET, big),
      5 * 1_048_576,
    );
    const fits = await send(exact, sentryHeaders(SENTRY_SECRET, exact));

    expect(announced.status).toBe(413);
    expect(ErrorBody.parse(announced.body).error.code).toBe('too_large');
    expect(streamed).toBe(413);
    expect(fits.status).toBe(202);
    expect(await waiting()).toBe(1);
  });

  it('is 415 when it is compressed', async () => {
    const answer = await send(SENTRY_EVENT, sentryHeaders(SENTRY_SECRET, SENTRY_EVENT, { 'content-encoding': 'gzip' }));

    expect(answer.status).toBe(415);
    expect(ErrorBody.parse(answer.body).error.code).toBe('unsupported_media_type');
  });
});

describe('what was refused', () => {
  it('is counted by reason under its project, and under none where the project is a stranger’s word', async () => {
    const counted: unknown[][] = [];
    const countRefusal = on.api.adapters.inbox.countRefusal.bind(on.api.adapters.inbox);
    on.api.adapters.inbox.countRefusal = async (...entry) => {
      await countRefusal(...entry);
      counted.push(entry);
    };
    const big = Buffer.alloc(1_048_577, 0x20);

    await send(SENTRY_EVENT, sentryHeaders('wrong-wrong-wrong-wrong', SENTRY_EVENT));
    await send(SENTRY_EVENT, {});
    await send(SENTRY_EVENT, sentryHeaders(SENTRY_SECRET, SENTRY_EVENT), 'sentry', randomUUID());
    await send('x', sentryHeaders(SENTRY_SECRET, 'x'));
    await send(big, sentryHeaders(SENTRY_SECRET, big));

    await expect.poll(() => counted.length).toBe(5);
    on.api.adapters.inbox.countRefusal = countRefusal;
    expect(counted.toSorted((a, b) => String(a[2]).localeCompare(String(b[2])))).toEqual([
      [on.projectId, 'sentry', 'bad_signature', 1],
      [null, 'sentry', 'no_secret', 1],
      [on.projectId, 'sentry', 'no_signature', 1],
      [on.projectId, 'sentry', 'not_json', 1],
      [on.projectId, 'sentry', 'too_large', 1],
    ]);
  });

  it('is counted to the last one, however many come at once', async () => {
    const bad = sentryHeaders('wrong-wrong-wrong-wrong', SENTRY_EVENT);

    await Promise.all(Array.from({ length: 200 }, () => send(SENTRY_EVENT, bad)));

    const health = async () => (await on.api.ask(`/config/sentry?project_id=${on.projectId}`)).body.health as { refused_24h: number };
    await expect.poll(async () => (await health()).refused_24h).toBe(200);
  });
});

describe('an address with a NUL in it', () => {
  it.each([`/deliveries?q=%00&`, `/clusters?q=%00&`, `/feedback/%00?`])('%s is 400', async (path) => {
    expect((await on.api.ask(`${path}project_id=${on.projectId}`)).status).toBe(400);
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
