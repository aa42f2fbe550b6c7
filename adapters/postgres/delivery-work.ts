import type { Pool } from 'pg';
import type { DeliveryOutcome, InboxRow } from '#domain/delivery';
import type { Logger } from '#domain/ports/index';
import { scrubBody } from '#domain/scrub';
import type { Envelope } from './envelope.ts';

/** Bodies of one claim, so that a batch of the largest reports does not fill the memory. */
const CLAIM_BYTES = 16 * 1_048_576;
const UNREADABLE = 'the stored body cannot be decrypted';

/** The oldest that wait, as many as fit into so many bytes, but one at least. */
const claimOf = (which: string) => `
  with waiting as (
    select id, size_bytes from deliveries where project_id = $1 and state = 'waiting' ${which} order by id limit $2
  ), oldest as (
    select id, sum(size_bytes) over (order by id) - size_bytes as bytes_before from waiting
  ), claimed as (
    update deliveries set attempts = attempts + 1
    where id in (select id from oldest where bytes_before < $3) and state = 'waiting'
    returning id, source, delivery_key as "deliveryKey", event_type as "eventType", user_id as "userId",
      received_at as "receivedAt", attempts, report_id as "reportId", sealed_body as "sealedBody", scrubbed_body as "scrubbedBody"
  )
  select * from claimed order by id`;
const CLAIM = claimOf('');
/** What was parked or is replayed names its fact already: what else waits of it comes along, so that it is seen as it stands now. */
const CLAIM_OF_FACTS = claimOf('and report_id = any($4) and id <> all($5::uuid[])');

const PARKED_AMONG = `
  select distinct report_id as "reportId" from deliveries where project_id = $1 and report_id = any($2) and state = 'parked'`;

const DROP_PARKED = `
  update deliveries set state = 'filtered', reason = $3, settled_at = now(), sealed_body = null, scrubbed_body = null
  where project_id = $1 and report_id = $2 and state = 'parked'`;

const SEALED = `
  select id, sealed_body as "sealedBody" from deliveries
  where project_id = $1 and id = any($2::uuid[]) and state = 'waiting'`;

/** Over quota, or not understood, is not the end: such a delivery keeps its bytes, for when there is room or a better parser. */
const SETTLE = `
  update deliveries set
    state = o.state, reason = o.reason, report_id = coalesce(o.report_id, deliveries.report_id), settled_at = now(),
    scrubbed_body = coalesce(o.scrubbed, case when o.forget then null else deliveries.scrubbed_body end),
    sealed_body = case when o.state in ('parked', 'dead_letter') then deliveries.sealed_body end
  from unnest($2::uuid[], $3::text[], $4::text[], $5::text[], $6::text[], $7::bool[])
    as o (id, state, reason, report_id, scrubbed, forget)
  where deliveries.project_id = $1 and deliveries.id = o.id and deliveries.state = 'waiting'`;

type SealedRow = { id: string; sealedBody: Buffer | null };
/** `scrubbedBody`: what a replayed delivery has left of its body. */
type ClaimedRow = Omit<InboxRow, 'projectId' | 'receivedAt' | 'body'> &
  SealedRow & { receivedAt: Date; reportId: string | null; scrubbedBody: string | null };

/** Whose a sealed body is. */
export function bodyOwner(projectId: string, deliveryId: string): string {
  return `${projectId}|${deliveryId}`;
}

/** What the worker does with deliveries: takes those that wait, and says what became of them. */
export function createDeliveryWork(pool: Pool, envelope: Envelope, log?: Logger) {
  const open = (projectId: string, { id, sealedBody }: SealedRow): Buffer | null => {
    try {
      return sealedBody && envelope.open('delivery', bodyOwner(projectId, id), sealedBody);
    } catch {
      return null;
    }
  };

  const claim = async (projectId: string, limit: number): Promise<InboxRow[]> => {
    const { rows } = await pool.query<ClaimedRow>(CLAIM, [projectId, limit, CLAIM_BYTES]);
    const facts = new Set(rows.flatMap(({ reportId }) => reportId ?? []));
    if (facts.size > 0) {
      const taken = rows.map(({ id }) => id);
      rows.push(...(await pool.query<ClaimedRow>(CLAIM_OF_FACTS, [projectId, limit, CLAIM_BYTES, [...facts], taken])).rows);
    }
    const readable: InboxRow[] = [];
    const unreadable: string[] = [];
    for (const { sealedBody, scrubbedBody, receivedAt, reportId: _, ...row } of rows) {
      const body = open(projectId, { id: row.id, sealedBody }) ?? (scrubbedBody === null ? null : Buffer.from(scrubbedBody));
      if (body) readable.push({ ...row, projectId, receivedAt: receivedAt.toISOString(), body });
      else unreadable.push(row.id);
    }
    if (unreadable.length === 0) return readable;
    // Left waiting they would come first for ever and hold up the rest.
    log?.error({ projectId, deliveryIds: unreadable }, 'deliveries cannot be decrypted: was the master key changed?');
    await settle(
      projectId,
      unreadable.map((id) => ({ id, state: 'dead_letter', reason: UNREADABLE, reportId: null })),
    );
    return readable.length > 0 ? readable : claim(projectId, limit);
  };

  const settle = async (projectId: string, outcomes: DeliveryOutcome[]): Promise<void> => {
    if (outcomes.length === 0) return;
    const { rows } = await pool.query<SealedRow>(SEALED, [projectId, outcomes.map(({ id }) => id)]);
    const waiting = new Map(rows.map((row) => [row.id, row]));
    const scrubbed = ({ id, state, forgetBody }: DeliveryOutcome): string | null => {
      const row = waiting.get(id);
      const body = row && state !== 'parked' && !forgetBody ? open(projectId, row) : null;
      return body && scrubBody(new TextDecoder().decode(body));
    };
    const settled = outcomes.filter(({ id }) => waiting.has(id));
    await pool.query(SETTLE, [
      projectId,
      settled.map(({ id }) => id),
      settled.map(({ state }) => state),
      settled.map(({ reason }) => reason),
      settled.map(({ reportId }) => reportId),
      settled.map(scrubbed),
      settled.map(({ forgetBody }) => forgetBody === true),
    ]);
  };

  const parkedAmong = async (projectId: string, reportIds: readonly string[]): Promise<Set<string>> => {
    const { rows } = await pool.query<{ reportId: string }>(PARKED_AMONG, [projectId, reportIds]);
    return new Set(rows.map(({ reportId }) => reportId));
  };

  const dropParked = async (projectId: string, reportId: string, reason: string): Promise<number> =>
    (await pool.query(DROP_PARKED, [projectId, reportId, reason])).rowCount ?? 0;

  return { claim, settle, parkedAmong, dropParked };
}
