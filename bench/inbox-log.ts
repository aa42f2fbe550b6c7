// npm run bench:log: the delivery log of a project with half a million deliveries, on a PostgreSQL of its own.
import { randomBytes, randomUUID } from 'node:crypto';
import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { createPostgres } from '#adapters/postgres/index';
import { tenantScope } from '#domain/project';
import { freePorts } from '#local/free-port';
import { launch } from '#local/program';
import { postgresProgram, postgresUrl } from '#local/programs/postgres';
import { milliseconds, percentile, recordFigures } from './measurements-file.ts';

const ROWS = 500_000;
const ROUNDS = 30;
const DAYS = 30;

/** Ids that look like UUIDv7 of the last 30 days; four sources, one in fifty a dead letter, as bodies what is kept of a small webhook. */
const FILL = `
  insert into deliveries (id, project_id, source, delivery_key, event_type, state, reason, report_id, attempts, size_bytes, scrubbed_body, received_at, settled_at)
  select (substr(ms, 1, 8) || '-' || substr(ms, 9, 4) || '-7000-8000-' || lpad(to_hex(i), 12, '0'))::uuid, $1,
    (array['sentry', 'github', 'datadog', 'splunk'])[i % 4 + 1], 'key-' || i, 'issue',
    case when i % 50 = 0 then 'dead_letter' when i % 3 = 0 then 'repeat' else 'stored' end, case when i % 50 = 0 then 'The body is not JSON.' end,
    md5((i % 1500)::text), 1, 900, '{"title":"Checkout total is empty ' || i || '","detail":"' || repeat(md5(i::text), 25) || '"}', at, at
  from (
    select i, at, lpad(to_hex((extract(epoch from at) * 1000)::bigint), 12, '0') as ms
    from (select i, now() - interval '${DAYS} days' * (1 - i::float8 / $2) as at from generate_series(1, $2::int) i) times
  ) rows`;

async function main(): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'soulcaster-log-'));
  await chmod(folder, 0o711);
  const [port = 0] = await freePorts(1);
  const options = { dataDir: join(folder, 'postgres'), host: '127.0.0.1', port, password: randomBytes(16).toString('hex') };
  const program = await launch(postgresProgram(options));
  const url = postgresUrl(options);
  const plain = new pg.Pool({ connectionString: url, max: 2 });
  plain.on('error', () => undefined);
  const stores = createPostgres({ url, masterKey: randomBytes(32).toString('base64') });
  try {
    await stores.migrate();
    const owner = await stores.users.localOwner();
    const scope = tenantScope(await stores.projects.create({ ownerId: owner.id, name: 'Half a million', isSample: false }));
    await plain.query(FILL, [scope.projectId, ROWS]);
    await plain.query('vacuum analyze deliveries');
    const { deliveryLog, inboxUpkeep } = stores;
    const health = await timesOf(() => deliveryLog.health(scope));
    // A sender that nobody understands any more: no success is near.
    await plain.query(`update deliveries set state = 'dead_letter' where project_id = $1 and source = 'splunk'`, [scope.projectId]);
    await plain.query('vacuum analyze deliveries');
    const healthWorst = await timesOf(() => deliveryLog.health(scope));
    const page = await timesOf(() => deliveryLog.list(scope, { limit: 50 }));
    const filtered = await timesOf(() => deliveryLog.list(scope, { limit: 50, source: 'sentry', states: ['dead_letter'] }));
    const found = await timesOf(() => deliveryLog.list(scope, { limit: 50, source: 'sentry', states: ['dead_letter'], text: 'not json' }));
    const size = await timesOf(() => inboxUpkeep.sizeBytes());
    const one = await timesOf(() => deliveryLog.get(scope, randomUUID()));
    const began = performance.now();
    const deleted = await inboxUpkeep.deleteOlder((DAYS / 2) * 86_400_000, 5_000);
    const deleteMs = performance.now() - began;
    const p = (times: number[]) => `${milliseconds(percentile(times, 0.5))} / ${milliseconds(percentile(times, 0.95))}`;
    recordFigures({
      title: 'Delivery log',
      command: 'npm run bench:log',
      about: `One project with ${ROWS.toLocaleString('en')} deliveries of four sources over ${DAYS} days, read through the store, ${ROUNDS} times each; p50 / p95.`,
      figures: [
        { what: 'Health of every source', value: p(health), goal: '< 50 ms' },
        { what: '… where one source has 125,000 dead letters and nothing else', value: p(healthWorst), goal: '< 50 ms' },
        { what: 'Newest page of 50, with the total', value: p(page) },
        { what: 'Dead letters of one source, with the total', value: p(filtered) },
        { what: '… that contain a text', value: p(found) },
        { what: 'One delivery', value: p(one) },
        { what: 'Size of the inbox, every 10 s', value: p(size) },
        { what: `One chunk of the sweep, ${deleted.toLocaleString('en')} rows deleted`, value: milliseconds(deleteMs) },
      ],
    });
  } finally {
    await stores.close();
    await plain.end();
    await program.stop();
    await rm(folder, { recursive: true, force: true });
  }
}

async function timesOf(call: () => Promise<unknown>): Promise<number[]> {
  const times: number[] = [];
  await call();
  for (let round = 0; round < ROUNDS; round++) {
    const began = performance.now();
    await call();
    times.push(performance.now() - began);
  }
  return times;
}

await main();
