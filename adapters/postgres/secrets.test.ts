import { randomBytes, randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { delivery, startTestPostgres, type TestPostgres } from '#tests/postgres-stores';
import { SourceName } from '#domain/report';
import { createEnvelope } from './envelope.ts';
import { createPostgres } from './index.ts';

let test: TestPostgres;
beforeAll(async () => {
  test = await startTestPostgres();
});
afterAll(() => test.stop());

describe('source settings', () => {
  it('starts enabled, without a secret, allowing all', async () => {
    const { scope } = await test.project();

    expect(await test.stores.sourceConfig.list(scope)).toEqual(
      SourceName.options.map((source) => ({
        source,
        enabled: true,
        hasSecret: false,
        secretHint: null,
        previousSecretUntil: null,
        filters: {},
        lastEventAt: null,
      })),
    );
    expect(await test.stores.sourceConfig.forVerification(scope.projectId, 'sentry')).toBeNull();
  });

  it('keeps filters that are set at the same time', async () => {
    const { scope } = await test.project();
    const names = ['a', 'b', 'c', 'd', 'e', 'f'];

    await Promise.all(names.map((name) => test.stores.sourceConfig.setFilters(scope, 'sentry', { [name]: [name] })));
    await test.stores.sourceConfig.setFilters(scope, 'sentry', { a: null });

    const all = Object.fromEntries(names.map((name) => [name, name === 'a' ? null : [name]]));
    expect((await test.stores.sourceConfig.get(scope, 'sentry')).filters).toEqual(all);
  });

  it('keeps each setting when another is set, and shows the last four of the secret only', async () => {
    const { scope } = await test.project();
    const { sourceConfig } = test.stores;
    await sourceConfig.setSecret(scope, 'sentry', 'a-long-secret-of-the-sender');
    await sourceConfig.setFilters(scope, 'sentry', { levels: ['error'], environments: null });
    await sourceConfig.setEnabled(scope, 'sentry', false);
    await test.stores.inbox.accept(scope, delivery(scope));

    expect(await sourceConfig.get(scope, 'sentry')).toEqual({
      source: 'sentry',
      enabled: false,
      hasSecret: true,
      secretHint: 'nder',
      previousSecretUntil: null,
      filters: { levels: ['error'], environments: null },
      lastEventAt: expect.stringMatching(/^\d{4}-.*Z$/),
    });
    expect(await sourceConfig.forVerification(scope.projectId, 'sentry')).toEqual({
      ownerId: scope.ownerId,
      secrets: ['a-long-secret-of-the-sender'],
      enabled: false,
      filters: { levels: ['error'], environments: null },
    });
    expect(await sourceConfig.get(scope, 'github')).toMatchObject({ enabled: true, hasSecret: false, lastEventAt: null });
  });

  it('accepts the secret before for as long as was said, and a second change ends the oldest', async () => {
    const { scope } = await test.project();
    const { sourceConfig } = test.stores;
    const secrets = async () => (await sourceConfig.forVerification(scope.projectId, 'sentry'))?.secrets;
    await sourceConfig.setSecret(scope, 'sentry', 'the-first-secret-1');
    await sourceConfig.setSecret(scope, 'sentry', 'the-second-secret-2', { overlapHours: 24 });

    expect(await secrets()).toEqual(['the-second-secret-2', 'the-first-secret-1']);
    const until = (await sourceConfig.get(scope, 'sentry')).previousSecretUntil!;
    expect(Date.parse(until) - Date.now()).toBeGreaterThan(23.9 * 3_600_000);
    expect(Date.parse(until) - Date.now()).toBeLessThan(24.1 * 3_600_000);

    await sourceConfig.setSecret(scope, 'sentry', 'the-third-secret-3', { overlapHours: 999 });
    expect(await secrets()).toEqual(['the-third-secret-3', 'the-second-secret-2']);
    expect(Date.parse((await sourceConfig.get(scope, 'sentry')).previousSecretUntil!) - Date.now()).toBeLessThan(72.1 * 3_600_000);

    await sourceConfig.setSecret(scope, 'sentry', 'the-fourth-secret-4');
    expect(await secrets()).toEqual(['the-fourth-secret-4']);
  });

  it('no longer accepts the secret before when its time is over', async () => {
    const { scope } = await test.project();
    await test.stores.sourceConfig.setSecret(scope, 'sentry', 'the-first-secret-1');
    await test.stores.sourceConfig.setSecret(scope, 'sentry', 'the-second-secret-2', { overlapHours: 1 });
    await test.query(`update source_settings set previous_secret_until = now() - interval '1 second' where project_id = $1`, [
      scope.projectId,
    ]);

    expect((await test.stores.sourceConfig.forVerification(scope.projectId, 'sentry'))?.secrets).toEqual(['the-second-secret-2']);
    expect((await test.stores.sourceConfig.get(scope, 'sentry')).previousSecretUntil).toBeNull();
  });

  it('proves nobody once its secret is removed', async () => {
    const { scope } = await test.project();
    await test.stores.sourceConfig.setSecret(scope, 'sentry', 'the-first-secret-1');
    await test.stores.sourceConfig.removeSecret(scope, 'sentry');

    expect(await test.stores.sourceConfig.forVerification(scope.projectId, 'sentry')).toBeNull();
    expect(await test.stores.sourceConfig.get(scope, 'sentry')).toMatchObject({ hasSecret: false, secretHint: null });
  });

  it('sees its own change at once and that of another process within five seconds', async () => {
    const { scope } = await test.project();
    const other = createPostgres({ url: test.url, masterKey: test.masterKey });
    const secretSeen = async () => (await test.stores.sourceConfig.forVerification(scope.projectId, 'sentry'))?.secrets[0];
    await test.stores.sourceConfig.setSecret(scope, 'sentry', 'the-first-secret-1');
    expect(await secretSeen()).toBe('the-first-secret-1');
    await test.stores.sourceConfig.setSecret(scope, 'sentry', 'the-second-secret-2');
    expect(await secretSeen()).toBe('the-second-secret-2');

    await other.sourceConfig.setSecret(scope, 'sentry', 'the-third-secret-3');

    vi.useFakeTimers({ toFake: ['Date'], now: Date.now() + 4_900 });
    expect(await secretSeen()).toBe('the-second-secret-2');
    vi.setSystemTime(Date.now() + 200);
    expect(await secretSeen()).toBe('the-third-secret-3');
    vi.useRealTimers();
    await other.close();
  });

  it('knows no secret of a project that is none', async () => {
    expect(await test.stores.sourceConfig.forVerification(randomUUID(), 'sentry')).toBeNull();
    expect(await test.stores.sourceConfig.forVerification(`'; drop table users; --`, 'sentry')).toBeNull();
  });
});

it('keeps the token of a code host until it is deleted', async () => {
  const { id } = await test.stores.users.localOwner();
  await test.stores.credentials.put(id, 'github', 'ghp_first');
  await test.stores.credentials.put(id, 'github', 'ghp_second');

  expect(await test.stores.credentials.get(id, 'github')).toBe('ghp_second');
  await test.stores.credentials.delete(id, 'github');
  expect(await test.stores.credentials.get(id, 'github')).toBeNull();
});

it('has no secret in the clear in any column of any table', async () => {
  const canary = () => `canary-${randomBytes(12).toString('hex')}`;
  const { scope } = await test.project();
  const userId = scope.ownerId;
  const planted = { secret: canary(), credential: canary(), body: canary(), key: canary(), answer: canary() };
  await test.stores.sourceConfig.setSecret(scope, 'sentry', planted.secret);
  await test.stores.credentials.put(userId, 'github', planted.credential);
  await test.stores.inbox.accept(scope, delivery(scope, { body: planted.body }));
  await test.stores.idempotencyKeys.begin(userId, planted.key, 'hash');
  await test.stores.idempotencyKeys.finish(userId, planted.key, { status: 201, body: planted.answer });
  const session = await test.stores.sessions.create(userId);
  const api = await test.stores.apiTokens.create({ userId, projectId: null, name: 'visible-name', expiresAt: null });

  const tables = await test.query(`select table_name as name from information_schema.tables where table_schema = 'public'`);
  let dump = '';
  for (const { name } of tables) {
    const rows = await test.query(`select * from ${String(name)}`);
    for (const value of rows.flatMap((row) => Object.values(row))) {
      dump += `${Buffer.isBuffer(value) ? value.toString('latin1') : JSON.stringify(value)}\n`;
    }
  }

  // What is meant to be read is there, so the search would find the rest.
  expect(dump).toContain('visible-name');
  for (const secret of [...Object.values(planted), session.token, api.token, api.token.slice(3)]) expect(dump).not.toContain(secret);
});

describe('envelope', () => {
  const key = randomBytes(32).toString('base64');

  it('opens only with its key, for its owner and its purpose, unchanged', () => {
    const envelope = createEnvelope(key);
    const sealed = envelope.seal('credential', 'ana', 'ghp_1');
    const changed = Buffer.from(sealed);
    changed.writeUInt8(changed.readUInt8(20) ^ 1, 20);

    expect(envelope.open('credential', 'ana', sealed).toString()).toBe('ghp_1');
    expect(() => envelope.open('credential', 'bob', sealed)).toThrow('damaged or belongs elsewhere');
    expect(() => envelope.open('source-secret', 'ana', sealed)).toThrow('damaged or belongs elsewhere');
    expect(() => envelope.open('credential', 'ana', changed)).toThrow('damaged or belongs elsewhere');
    expect(() => envelope.open('credential', 'ana', sealed.subarray(0, 20))).toThrow('damaged');
    expect(() => createEnvelope(randomBytes(32).toString('base64')).open('credential', 'ana', sealed)).toThrow('another master key');
  });

  it('seals the same text differently each time', () => {
    const envelope = createEnvelope(key);

    expect(envelope.seal('credential', 'ana', 'x')).not.toEqual(envelope.seal('credential', 'ana', 'x'));
  });

  it('takes no key of another length', () => {
    expect(() => createEnvelope(randomBytes(16).toString('base64'))).toThrow('32 bytes');
  });
});
