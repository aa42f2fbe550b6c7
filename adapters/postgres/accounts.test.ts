import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { tenantScope } from '#domain/project';
import { delivery, startTestPostgres, type TestPostgres } from '#tests/postgres-stores';

let test: TestPostgres;
beforeAll(async () => {
  test = await startTestPostgres();
});
afterAll(() => test.stop());

const member = () => test.stores.users.upsertGithub({ githubId: randomUUID(), login: 'ana', name: 'Ana' });

describe('users', () => {
  it('has one local owner, also when several ask first at the same time', async () => {
    const owners = await Promise.all(Array.from({ length: 8 }, () => test.stores.users.localOwner()));

    expect(new Set(owners.map((owner) => owner.id)).size).toBe(1);
    expect(owners[0]).toMatchObject({ githubLogin: null });
    expect(await test.stores.users.get(owners[0]!.id)).toEqual(owners[0]);
  });

  it('knows a GitHub user again by id, whatever the login is now', async () => {
    const githubId = randomUUID();
    const first = await test.stores.users.upsertGithub({ githubId, login: 'ana', name: null });

    const again = await test.stores.users.upsertGithub({ githubId, login: 'ana-b', name: 'Ana B' });

    expect(again).toEqual({ ...first, githubLogin: 'ana-b', name: 'Ana B' });
  });

  it('knows nobody by an id that is none', async () => {
    expect(await test.stores.users.get('x')).toBeNull();
  });
});

describe('sessions', () => {
  const age = (userId: string, field: 'created_at' | 'last_seen_at', by: string) =>
    test.query(`update sessions set ${field} = ${field} - $2::interval where user_id = $1`, [userId, by]);

  it('finds a session by its token until it is revoked', async () => {
    const { id: userId } = await member();
    const { token, expiresAt } = await test.stores.sessions.create(userId);

    expect(Buffer.from(token, 'base64url')).toHaveLength(32);
    expect(await test.stores.sessions.find(token)).toMatchObject({ userId, expiresAt });
    await test.stores.sessions.revoke(token);
    expect(await test.stores.sessions.find(token)).toBeNull();
  });

  it('ends after twelve hours without use, and use puts that off', async () => {
    const { id: userId } = await member();
    const { token, expiresAt } = await test.stores.sessions.create(userId);

    await age(userId, 'last_seen_at', '11 h 59 min');
    const used = await test.stores.sessions.find(token);
    expect(Date.parse(used!.expiresAt)).toBeGreaterThanOrEqual(Date.parse(expiresAt));
    await age(userId, 'last_seen_at', '11 h 59 min');
    expect(await test.stores.sessions.find(token)).not.toBeNull();

    await age(userId, 'last_seen_at', '12 h 1 min');
    expect(await test.stores.sessions.find(token)).toBeNull();
  });

  it('ends after seven days even in use', async () => {
    const { id: userId } = await member();
    const { token } = await test.stores.sessions.create(userId);

    await age(userId, 'created_at', '6 days 23 h');
    const late = await test.stores.sessions.find(token);
    expect(Date.parse(late!.expiresAt)).toBeLessThan(Date.now() + 3_700_000);
    await age(userId, 'created_at', '1 h 1 min');
    expect(await test.stores.sessions.find(token)).toBeNull();
  });
});

describe('API tokens', () => {
  it('makes a token that is shown once, and finds its record by it', async () => {
    const { id: userId } = await member();

    const { token, record } = await test.stores.apiTokens.create({ userId, projectId: null, name: 'script', expiresAt: null });

    expect(token).toMatch(/^sc_[A-Za-z0-9_-]{43}$/);
    expect(record).toMatchObject({ userId, projectId: null, name: 'script', lastFour: token.slice(-4), expiresAt: null });
    expect(await test.stores.apiTokens.find(token)).toEqual(record);
    expect(await test.stores.apiTokens.find(`${token}x`)).toBeNull();
  });

  it('knows no expired token, newest of the others first', async () => {
    const { id: userId } = await member();
    const make = (name: string, inMs: number) =>
      test.stores.apiTokens.create({ userId, projectId: null, name, expiresAt: new Date(Date.now() + inMs).toISOString() });
    const [old, first, second] = [await make('old', -1), await make('first', 60_000), await make('second', 60_000)];

    expect(await test.stores.apiTokens.find(old.token)).toBeNull();
    expect(await test.stores.apiTokens.list(userId)).toEqual([second.record, first.record]);
  });

  it('lets only its owner revoke it', async () => {
    const [owner, stranger] = [await member(), await member()];
    const { token, record } = await test.stores.apiTokens.create({ userId: owner.id, projectId: null, name: 'x', expiresAt: null });

    await expect(test.stores.apiTokens.revoke(stranger.id, record.id)).rejects.toMatchObject({ code: 'not_found' });
    expect(await test.stores.apiTokens.find(token)).not.toBeNull();
    await test.stores.apiTokens.revoke(owner.id, record.id);
    expect(await test.stores.apiTokens.find(token)).toBeNull();
    await expect(test.stores.apiTokens.revoke(owner.id, 'x')).rejects.toMatchObject({ code: 'not_found' });
  });
});

describe('projects', () => {
  const create = (ownerId: string, name = 'Shop') => test.stores.projects.create({ ownerId, name, isSample: false });

  it('shows a project to its members only', async () => {
    const [owner, stranger] = [await member(), await member()];
    const project = await create(owner.id);

    expect(await test.stores.projects.findForUser(project.id, owner.id)).toEqual(project);
    expect(await test.stores.projects.findForUser(project.id, stranger.id)).toBeNull();
    expect(await test.stores.projects.findForUser('x', owner.id)).toBeNull();
    expect(await test.stores.projects.find(project.id)).toEqual(project);
    expect(await test.stores.projects.find('x')).toBeNull();
    expect(await test.stores.projects.listForUser(stranger.id)).toEqual([]);
  });

  it('lists the projects of a member, oldest first', async () => {
    const { id } = await member();
    const made = [await create(id, 'B'), await create(id, 'A')];

    expect(await test.stores.projects.listForUser(id)).toEqual(made);
  });

  it('changes the settings that are given and leaves the others', async () => {
    const project = await create((await member()).id);
    const scope = tenantScope(project);
    await test.stores.projects.updateSettings(scope, { repository: 'acme/shop', testCommand: ['make', 'check'] });

    const changed = await test.stores.projects.updateSettings(scope, { boundsByThemselves: true, testCommand: undefined });

    expect(changed.settings).toEqual({
      ...project.settings,
      repository: 'acme/shop',
      testCommand: ['make', 'check'],
      boundsByThemselves: true,
    });
    expect(await test.stores.projects.rename(scope, 'Store')).toMatchObject({ name: 'Store', settings: changed.settings });
  });

  it('has one sample per owner', async () => {
    const { id: ownerId } = await member();
    const sample = () => test.stores.projects.create({ ownerId, name: 'Sample', isSample: true });
    await sample();

    await expect(sample()).rejects.toMatchObject({ code: 'project_exists' });
    expect(await test.stores.projects.listForUser(ownerId)).toHaveLength(1);
  });

  it('takes everything of a project with it, and nothing of another', async () => {
    const owner = await member();
    const [doomed, spared] = [await create(owner.id), await create(owner.id)];
    for (const project of [doomed, spared]) {
      const scope = tenantScope(project);
      await test.stores.inbox.accept(scope, delivery(scope));
      await test.stores.inbox.countRefusal(project.id, 'sentry', 'bad_mac');
      await test.stores.sourceConfig.setSecret(scope, 'sentry', 'a-secret-of-the-sender');
      await test.stores.sourceCredentials.put(scope, 'sentry', { token: 'a-token-of-its-api' });
      await test.stores.syncTargets.put(scope, { source: 'github', kind: 'repository', name: 'shop/web', enabled: true });
      await test.stores.erasedFacts.add(scope, ['a-report']);
      const at = new Date().toISOString();
      const lock = { kind: 'lock', cluster: 'c1', locked: true } as const;
      const applied = { state: 'applied' as const, digest: 'd', effects: [], error: null, at, undoableUntil: at, undoneAt: null };
      await test.stores.editJournal.begin(
        scope,
        { id: randomUUID(), projectId: project.id, command: lock, actorId: owner.id, ...applied },
        { clusters: [], opens: null, moves: [], drops: [], sets: [] },
      );
      await test.stores.groupingReviews.put(scope, { bounds: { at, answers: 3, proposed: [] } });
      await test.stores.apiTokens.create({ userId: owner.id, projectId: project.id, name: 'x', expiresAt: null });
      await test.stores.audit.append({
        actorId: owner.id,
        projectId: project.id,
        action: 'source.secret.set',
        target: 'sentry',
        facts: {},
      });
    }

    await test.stores.projects.delete(tenantScope(doomed));

    const tables = await test.query(
      `select table_name as name from information_schema.columns where column_name = 'project_id' order by 1`,
    );
    expect(tables.map(({ name }) => name)).toEqual([
      'api_tokens',
      'audit_entries',
      'deliveries',
      'erased_facts',
      'grouping_reviews',
      'project_members',
      'refusal_samples',
      'refusals',
      'regroup_operations',
      'source_credentials',
      'source_settings',
      'sync_targets',
    ]);
    for (const { name } of tables) {
      const [rows] = await test.query(
        `select count(*) filter (where project_id = $1)::int as doomed, count(*) filter (where project_id = $2)::int as spared from ${String(name)}`,
        [doomed.id, spared.id],
      );
      expect({ name, ...rows }).toEqual({ name, doomed: 0, spared: 1 });
    }
    await expect(test.stores.projects.rename(tenantScope(doomed), 'x')).rejects.toMatchObject({ code: 'not_found' });
  });
});

describe('idempotency keys', () => {
  const answer = { status: 202, body: '{"id":"1"}' };

  it('gives the first answer again, to the same user and the same request', async () => {
    const [{ id: userId }, { id: otherId }] = [await member(), await member()];
    const keys = test.stores.idempotencyKeys;

    expect(await keys.begin(userId, 'k', 'hash')).toBeNull();
    await keys.finish(userId, 'k', answer);

    expect(await keys.begin(userId, 'k', 'hash')).toEqual(answer);
    await expect(keys.begin(userId, 'k', 'another')).rejects.toMatchObject({ code: 'idempotency_key_reused', httpStatus: 409 });
    expect(await keys.begin(otherId, 'k', 'hash')).toBeNull();
  });

  it('lets one of many through', async () => {
    const { id: userId } = await member();

    const begun = await Promise.allSettled(Array.from({ length: 10 }, () => test.stores.idempotencyKeys.begin(userId, 'k', 'hash')));

    expect(begun.filter((one) => one.status === 'fulfilled')).toEqual([{ status: 'fulfilled', value: null }]);
    expect(begun.find((one) => one.status === 'rejected')).toMatchObject({ reason: { code: 'request_in_progress' } });
  });

  it('is free again when it is given back, when its process died, and after a day', async () => {
    const { id: userId } = await member();
    const keys = test.stores.idempotencyKeys;
    const age = (key: string, by: string) =>
      test.query(`update idempotency_keys set started_at = started_at - $2::interval where user_id = $1 and request_hash = $3`, [
        userId,
        by,
        key,
      ]);
    for (const key of ['given back', 'died', 'yesterday']) await keys.begin(userId, key, key);

    await keys.abandon(userId, 'given back');
    await age('died', '61 s');
    await keys.finish(userId, 'yesterday', answer);
    await age('yesterday', '24 h 1 s');

    for (const key of ['given back', 'died', 'yesterday']) expect(await keys.begin(userId, key, key)).toBeNull();
  });

  it('does not lose an answer to a late abandon', async () => {
    const { id: userId } = await member();
    const keys = test.stores.idempotencyKeys;
    await keys.begin(userId, 'k', 'hash');
    await keys.finish(userId, 'k', answer);

    await keys.abandon(userId, 'k');

    expect(await keys.begin(userId, 'k', 'hash')).toEqual(answer);
  });
});
