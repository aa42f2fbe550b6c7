import { randomUUID } from 'node:crypto';
import { afterAll, afterEach, beforeAll, beforeEach, expect, inject, it } from 'vitest';
import { PostHogFeed } from '#adapters/posthog-api/index';
import { createRedisStores, type RedisStores } from '#adapters/redis/index';
import { RateLimitedError } from '#domain/errors';
import { reportId } from '#domain/ids';
import type { TenantScope } from '#domain/project';
import { exceptionEvent } from '#domain/sources/posthog/samples';
import { delivery, startTestPostgres, type TestPostgres } from '#tests/postgres-stores';
import { pullingOf } from '#tests/pull-source';
import { openVendor, type VendorAnswer } from '#tests/vendor-stand-in';

/* Issues of error tracking that were resolved or suppressed at PostHog while its webhooks did not reach us. */

let postgres: TestPostgres;
let redis: RedisStores;
let vendor: Awaited<ReturnType<typeof openVendor>>;
let scope: TenantScope;
/** Issues by id: how they stand, or what is answered. */
let issues: Map<string, string | VendorAnswer>;

beforeAll(async () => {
  postgres = await startTestPostgres();
  redis = createRedisStores(inject('redisRest'));
});
afterAll(() => postgres.stop());
beforeEach(async () => {
  issues = new Map();
  // As posthog.com/docs/api/error-tracking answers one issue.
  vendor = await openVendor(({ method, path, headers }) => {
    if (headers.authorization !== 'Bearer phx_x' || method !== 'GET') return { status: 401 };
    if (path === '/api/projects/77/events/') return { body: { next: null, results: [] } };
    const id = /^\/api\/projects\/77\/error_tracking\/issues\/([^/]+)\/$/.exec(path)?.[1];
    const known = issues.get(id ?? '');
    if (known === undefined) return { status: 404, body: { type: 'invalid_request', code: 'not_found', detail: 'Not found.', attr: null } };
    if (typeof known !== 'string') return known;
    const facts = { name: 'RangeError', description: 'Invalid price', first_seen: '2026-03-02T09:00:00Z' };
    return { body: { id, status: known, ...facts, assignee: null, external_issues: [], cohort: null } };
  });
  ({ scope } = await postgres.project());
  scope = { ...scope, ownerId: randomUUID() };
  await postgres.stores.syncTargets.put(scope, { source: 'posthog', kind: 'project', name: 'posthog', enabled: true });
});
afterEach(() => vendor.close());

const pulling = () => {
  const feed = new PostHogFeed({ apiUrl: vendor.url, key: 'phx_x', projectId: '77', events: null });
  return pullingOf({ postgres, redis, scope, source: 'posthog', feed });
};
async function happens(issue: string, at = '2026-03-02T09:20:04.221Z', project?: { name: string; url: string }): Promise<void> {
  const event = { ...exceptionEvent, uuid: randomUUID(), timestamp: at };
  const body = JSON.stringify({ project, event: { ...event, properties: { ...event.properties, $exception_issue_id: issue } } });
  await postgres.stores.inbox.accept(scope, delivery(scope, { source: 'posthog', eventType: null, body }));
  await pulling().store();
}
const statusOf = async (issue: string) => (await redis.reports.get(scope, reportId(scope.projectId, 'posthog', `issue:${issue}`)))?.status;
const target = async () => (await postgres.stores.syncTargets.get(scope, 'posthog', 'posthog'))!;

it.each([
  ['resolved', 'closed'],
  ['suppressed', 'closed'],
  ['archived', 'closed'],
  ['active', 'open'],
  ['pending_release', 'open'],
])('an issue that is %s there is %s here', async (there, here) => {
  await happens('i-1');
  issues.set('i-1', there);

  await pulling().walk();

  expect(await statusOf('i-1')).toBe(here);
});

it('is closed again when it came back and was resolved once more', async () => {
  await happens('i-1');
  issues.set('i-1', 'resolved');
  await pulling().walk();
  await happens('i-1', new Date().toISOString());
  expect(await statusOf('i-1')).toBe('open');

  await pulling().walk();

  expect(await statusOf('i-1')).toBe('closed');
});

it('an issue that was merged or deleted there is told as that, not as fixed, and is asked about once', async () => {
  await happens('i-1', undefined, { name: 'Shop', url: 'https://us.posthog.com/project/77' });
  await happens('i-2');
  issues.set('i-2', 'resolved');

  await pulling().walk();
  await pulling().walk();

  const report = await redis.reports.get(scope, reportId(scope.projectId, 'posthog', 'issue:i-1'));
  expect(report).toMatchObject({ status: 'closed', metadata: { removed: 'merged into another issue or deleted at PostHog' } });
  expect(await statusOf('i-2')).toBe('closed');
  expect(vendor.requests.filter(({ path }) => path.endsWith('/issues/i-1/'))).toHaveLength(1);
});

it('an issue of another project there is not known to this key, and stays open', async () => {
  await happens('i-1', undefined, { name: 'Docs', url: 'https://us.posthog.com/project/78' });

  await pulling().walk();

  expect(await statusOf('i-1')).toBe('open');
});

it('a key without the scope for it is told of, and the exceptions are read all the same', async () => {
  await happens('i-1');
  issues.set('i-1', { status: 403, body: { type: 'authentication_error', code: 'permission_denied', detail: 'error_tracking:read' } });

  await pulling().walk();

  expect(await target()).toMatchObject({
    watermark: expect.any(String),
    lastSuccessAt: expect.any(String),
    lastError: expect.stringContaining('error_tracking:read'),
  });
});

it('waits as long as PostHog says, and then goes on with the same issues', async () => {
  await happens('i-1');
  issues.set('i-1', { status: 429, headers: { 'retry-after': '17' } });

  const error = await pulling()
    .walk()
    .catch((thrown: unknown) => thrown);

  expect(error).toBeInstanceOf(RateLimitedError);
  expect((error as RateLimitedError).retryAfterSeconds).toBe(17);
  issues.set('i-1', 'resolved');
  await pulling().walk();
  expect(await statusOf('i-1')).toBe('closed');
  expect(vendor.requests.filter(({ path }) => path.endsWith('/events/'))).toHaveLength(4);
});
