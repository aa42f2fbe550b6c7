import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, inject, it } from 'vitest';
import { createRedisStores, type RedisStores } from '#adapters/redis/index';
import type { TenantScope } from '#domain/project';
import type { Report, SourceName } from '#domain/report';
import { exportLine } from '#domain/sources/import-line';
import { OWN_EVENT, TEST_DELIVERY } from '#domain/sources/index';
import * as posthog from '#domain/sources/posthog/samples';
import * as reddit from '#domain/sources/reddit/samples';
import * as splunk from '#domain/sources/splunk/samples';
import * as standard from '#domain/sources/standard/samples';
import { ingestionDeps } from '#tests/ingestion-deps';
import { startTestPostgres, type TestPostgres } from '#tests/postgres-stores';
import { createIngestionActivities } from './index.ts';

/* Deliveries of the sources through the real stores: what is one fact, what counts, what closes it. */

let postgres: TestPostgres;
let redis: RedisStores;
let scope: TenantScope;

beforeAll(async () => {
  postgres = await startTestPostgres();
  redis = createRedisStores(inject('redisRest'));
});
afterAll(() => postgres.stop());
beforeEach(async () => {
  ({ scope } = await postgres.project());
  scope = { ...scope, ownerId: randomUUID() };
});

/** Takes these in one after the other, each through a batch of its own. */
async function takeIn(source: SourceName, deliveries: unknown[], keyStart = ''): Promise<void> {
  const { storeBatch } = createIngestionActivities(ingestionDeps(postgres, redis, scope));
  for (const one of deliveries) {
    const [eventType, payload] = eventOf(one);
    await postgres.stores.inbox.accept(scope, {
      projectId: scope.projectId,
      source,
      deliveryKey: `${keyStart}${randomUUID()}`,
      eventType,
      userId: null,
      body: Buffer.from(JSON.stringify(payload)),
    });
    await storeBatch({ projectId: scope.projectId });
  }
}

function eventOf(delivery: unknown): [string | null, unknown] {
  if (typeof delivery === 'object' && delivery !== null && 'pulled' in delivery) return [OWN_EVENT.pulled, delivery.pulled];
  if (typeof delivery === 'object' && delivery !== null && 'imported' in delivery) return [OWN_EVENT.imported, delivery.imported];
  return [null, delivery];
}

const reports = async (): Promise<Report[]> => (await redis.reports.list(scope, { limit: 50 })).items;
const states = async () =>
  (await postgres.query('select state from deliveries where project_id = $1 order by received_at', [scope.projectId])).map(
    ({ state }) => state,
  );

describe('PostHog', () => {
  it('counts an event once, by webhook and by pull, and other events of its issue as the same problem', async () => {
    const other = { ...posthog.exceptionEvent, uuid: randomUUID(), timestamp: '2026-03-02T09:40:00Z' };

    await takeIn('posthog', [
      posthog.destinationHook,
      posthog.actionHook,
      { pulled: { event: posthog.pulledRow } },
      { pulled: { event: other } },
    ]);

    expect(await reports()).toMatchObject([{ externalId: `issue:${posthog.issueId}`, occurrences: 2 }]);
  });

  it('keeps events without a uuid apart, and page views out', async () => {
    const { uuid: _, ...bare } = posthog.oldEvent;

    await takeIn('posthog', [bare, bare, posthog.pageview]);

    expect(await reports()).toHaveLength(2);
    expect(await states()).toEqual(['stored', 'stored', 'filtered']);
  });

  it('is told that an issue is over, and that it is back', async () => {
    await takeIn('posthog', [posthog.exceptionEvent, posthog.issueAlert('resolved')]);
    expect(await reports()).toMatchObject([{ status: 'closed' }]);

    const later = { ...posthog.exceptionEvent, uuid: randomUUID(), timestamp: new Date(Date.now() + 60_000).toISOString() };
    await takeIn('posthog', [later]);
    expect(await reports()).toMatchObject([{ status: 'open', occurrences: 2 }]);
  });
});

describe('Reddit', () => {
  it('knows a post again in a poll, takes its new words, and closes it when it is gone', async () => {
    const edited = reddit.pulled({ selftext: 'It stops at row 999.', edited: 1_772_450_000 });
    await takeIn('reddit', [reddit.post, { pulled: reddit.pulled() }, { pulled: edited }]);
    expect(await reports()).toMatchObject([{ externalId: '1abc2d', occurrences: 1, body: 'It stops at row 999.', status: 'open' }]);

    await takeIn('reddit', [{ pulled: { removed: '1abc2d' } }, { pulled: { removed: 'never-seen' } }]);
    expect(await reports()).toMatchObject([{ occurrences: 1, status: 'closed' }]);
  });
});

describe('Splunk', () => {
  it('counts a run of a search again, and closes and reopens an incident', async () => {
    await takeIn('splunk', [
      splunk.alert,
      { ...splunk.alert, results_link: null },
      splunk.detectorAlert('anomalous'),
      splunk.detectorAlert('ok'),
    ]);
    const again = { ...splunk.detectorAlert('anomalous'), timestamp: new Date().toISOString() };
    const status = async (id: string) => (await reports()).find(({ externalId }) => externalId === id);
    expect(await status('incident:FDoRtDGAYAA')).toMatchObject({ status: 'closed', occurrences: 1 });
    expect(await status(splunk.alert.sid)).toMatchObject({ status: 'open', occurrences: 2 });

    await takeIn('splunk', [again]);
    expect(await status('incident:FDoRtDGAYAA')).toMatchObject({ status: 'open', occurrences: 2 });
  });
});

describe('a report in our own shape', () => {
  it('is counted by its id and closed by it', async () => {
    await takeIn('standard', [standard.wrapped, standard.fields, { data: { external_id: 'job-4711', status: 'closed' } }]);

    expect(await reports()).toMatchObject([{ externalId: 'job-4711', occurrences: 2, status: 'closed' }]);
  });
});

describe('an export that is imported', () => {
  it('again counts nothing, and into another project brings what it counted', async () => {
    await takeIn('standard', [standard.wrapped, standard.fields, { title: 'Without an identity' }]);
    const before = await reports();
    const lines = before.map((report) => ({ imported: JSON.parse(JSON.stringify(exportLine(report))) }));

    await takeIn('standard', lines);
    expect(await reports()).toEqual(before);

    ({ scope } = await postgres.project());
    scope = { ...scope, ownerId: randomUUID() };
    await takeIn('standard', lines);
    const facts = ({ title, occurrences, externalId, exceptions, metadata }: Report) => ({
      title,
      occurrences,
      externalId,
      exceptions,
      metadata,
    });
    expect((await reports()).map(facts)).toEqual(expect.arrayContaining(before.map(facts)));
  });
});

it('a test event goes all the way and leaves no report', async () => {
  await takeIn('splunk', [splunk.alert], TEST_DELIVERY);

  expect(await reports()).toEqual([]);
  expect(await states()).toEqual(['filtered']);
});
