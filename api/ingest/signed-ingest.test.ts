import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { IngestAnswer } from '#domain/api-contract';
import { githubHeaders, sentryHeaders } from '#tests/api';
import { ingesting, SENTRY_EVENT, SENTRY_SECRET } from '#tests/ingesting';

const on = ingesting({ signed: true });
const { scope, waiting, send } = on;

describe('a signed delivery', () => {
  it('is kept as it came and answered 202, and the project is woken', async () => {
    const body = `  ${SENTRY_EVENT}\n`;

    const answer = await send(body, sentryHeaders(SENTRY_SECRET, body, { 'request-id': 'd-1' }));

    expect(answer.status).toBe(202);
    expect(IngestAnswer.parse(answer.body)).toMatchObject({ status: 'ok', project_id: on.projectId });
    const [row] = await on.api.adapters.inbox.claim(await scope(), 10);
    expect(row).toMatchObject({ id: answer.body.id, source: 'sentry', deliveryKey: 'd-1', eventType: 'issue', userId: null });
    expect(Buffer.from(row?.body ?? []).toString()).toBe(body);
    expect(on.api.launcher.of('wakeIngest')).toContain(on.projectId);
  });

  it('of GitHub is proven by its own header and keeps its event and delivery id', async () => {
    await on.api.ask(`/config/github/secret?project_id=${on.projectId}`, { method: 'POST', body: { secret: SENTRY_SECRET } });

    const answer = await send(SENTRY_EVENT, githubHeaders(SENTRY_SECRET, SENTRY_EVENT, { 'x-github-delivery': 'guid-1' }), 'github');

    expect(answer.status).toBe(202);
    expect((await on.api.adapters.inbox.claim(await scope(), 1))[0]).toMatchObject({
      source: 'github',
      deliveryKey: 'guid-1',
      eventType: 'issues',
    });
  });

  it('again is 200 duplicate with the first id, and without an id the same body is the same delivery', async () => {
    const headers = sentryHeaders(SENTRY_SECRET, SENTRY_EVENT);

    const first = await send(SENTRY_EVENT, headers);
    const second = await send(SENTRY_EVENT, headers);

    expect([first.status, second.status]).toEqual([202, 200]);
    expect(second.body).toEqual({ ...first.body, status: 'duplicate' });
    expect(await waiting()).toBe(1);
    const [row] = await on.api.adapters.inbox.claim(await scope(), 1);
    expect(row?.deliveryKey).toBe(createHash('sha256').update(SENTRY_EVENT).digest('hex'));
  });

  it('needs no content type of its own', async () => {
    const { 'content-type': _, ...headers } = sentryHeaders(SENTRY_SECRET, SENTRY_EVENT);
    const answers = [
      await send(Buffer.from(SENTRY_EVENT), { ...headers, 'request-id': 'a' }),
      await send(SENTRY_EVENT, { ...headers, 'content-type': 'text/plain', 'request-id': 'b' }),
      await send(SENTRY_EVENT, { ...headers, 'content-type': 'application/vnd.sentry+json', 'request-id': 'c' }),
    ];

    expect(answers.map(({ status }) => status)).toEqual([202, 202, 202]);
  });

  it('whose event or delivery header is strange is kept without it', async () => {
    const headers = sentryHeaders(SENTRY_SECRET, SENTRY_EVENT, { 'sentry-hook-resource': '<script>', 'request-id': 'x'.repeat(500) });

    expect((await send(SENTRY_EVENT, headers)).status).toBe(202);
    const [row] = await on.api.adapters.inbox.claim(await scope(), 1);
    expect(row).toMatchObject({ eventType: null, deliveryKey: createHash('sha256').update(SENTRY_EVENT).digest('hex') });
  });

  it('of JSON that is no object, or holds an escaped NUL, is kept: the parser decides', async () => {
    for (const body of ['[1,2]', '"text"', '{"data":"a\\u0000b"}']) {
      expect((await send(body, sentryHeaders(SENTRY_SECRET, body))).status).toBe(202);
    }
  });
});

describe('the key of a test event', () => {
  it('is no sender’s to give', async () => {
    await send(SENTRY_EVENT, sentryHeaders(SENTRY_SECRET, SENTRY_EVENT, { 'request-id': 'soulcaster-test:1' }));

    expect((await on.api.adapters.inbox.claim(await scope(), 1))[0]?.deliveryKey).toMatch(/^[0-9a-f]{64}$/);
  });
});

describe('rows whose wake was lost', () => {
  it('are woken again without a request', async () => {
    await send(SENTRY_EVENT, sentryHeaders(SENTRY_SECRET, SENTRY_EVENT));
    const before = on.api.launcher.of('wakeIngest').filter((id) => id === on.projectId).length;

    await expect
      .poll(() => on.api.launcher.of('wakeIngest').filter((id) => id === on.projectId).length, { timeout: 15_000, interval: 200 })
      .toBeGreaterThan(before);
  });
});
