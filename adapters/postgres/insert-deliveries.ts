import type { Pool } from 'pg';
import { NotFoundError } from '#domain/errors';
import type { Kept, SealedDelivery } from './accept-queue.ts';

/*
 * All bodies come as one binary value, cut up there: an array of bytes would be written out as text twice as long.
 * Rows of a project that is gone are left out, instead of failing the others by their foreign key; so are those of one that is
 * just going, for which everybody's would wait, and the lock keeps a project from going meanwhile. Every batch goes through its keys in the same order: two that share some wait for each other
 * in one direction only.
 */
const INSERT = {
  name: 'insert-deliveries',
  text: `
    insert into deliveries (id, project_id, source, delivery_key, event_type, user_id, received_at, size_bytes, sealed_body)
    select d.id, d.project_id, d.source, d.delivery_key, d.event_type, d.user_id, d.received_at, d.size_bytes,
      substring($11::bytea from d.sealed_at for d.sealed_bytes)
    from unnest($1::uuid[], $2::uuid[], $3::text[], $4::text[], $5::text[], $6::uuid[], $7::timestamptz[], $8::int[], $9::int[], $10::int[])
      with ordinality as d (id, project_id, source, delivery_key, event_type, user_id, received_at, size_bytes, sealed_at, sealed_bytes, place)
    join projects on projects.id = d.project_id
    order by d.place
    for key share of projects skip locked
    on conflict (project_id, source, delivery_key) do nothing
    returning id`,
};

const LOOK_UP = {
  name: 'look-up-deliveries',
  text: `
    select k.place::int, d.id
    from unnest($1::uuid[], $2::text[], $3::text[]) with ordinality as k (project_id, source, delivery_key, place)
    join deliveries d using (project_id, source, delivery_key)`,
};

/**
 * Writes deliveries in one statement and commit. Repeatable: a row that an earlier try has written counts as new.
 * @returns per row, in order: the kept row's id, or NotFoundError where the project is gone
 */
export async function insertDeliveries(pool: Pool, rows: SealedDelivery[]): Promise<(Kept | Error)[]> {
  const firsts = new Map<string, SealedDelivery>();
  const identities = rows.map(identity);
  rows.forEach((row, place) => firsts.has(identities[place]!) || firsts.set(identities[place]!, row));
  const distinct = [...firsts].toSorted(([a], [b]) => (a < b ? -1 : 1)).map(([, row]) => row);

  const inserted = await pool.query<{ id: string }>({ ...INSERT, values: [...columns(distinct), ...bodies(distinct)] });
  const keptIds = new Map<string, string>();
  const written = new Set(inserted.rows.map((row) => row.id));
  for (const row of distinct) if (written.has(row.id)) keptIds.set(identity(row), row.id);

  const others = distinct.filter((row) => !written.has(row.id));
  if (others.length > 0) {
    const found = await pool.query<{ place: number; id: string }>({ ...LOOK_UP, values: columns(others).slice(1, 4) });
    for (const { place, id } of found.rows) {
      const other = others[place - 1];
      if (other) keptIds.set(identity(other), id);
    }
  }

  return rows.map((row, place) => {
    const id = keptIds.get(identities[place]!);
    return id === undefined ? new NotFoundError('There is no such project.') : { id, duplicate: id !== row.id };
  });
}

function identity(row: SealedDelivery): string {
  return `${row.projectId} ${row.source} ${row.deliveryKey}`;
}

function columns(rows: SealedDelivery[]): unknown[][] {
  return [
    rows.map((row) => row.id),
    rows.map((row) => row.projectId),
    rows.map((row) => row.source),
    rows.map((row) => row.deliveryKey),
    rows.map((row) => row.eventType),
    rows.map((row) => row.userId),
    // The driver writes a Date in local time, digit by digit.
    rows.map((row) => row.receivedAt.toISOString()),
    rows.map((row) => row.sizeBytes),
  ];
}

/** Where each body starts, counted from 1, how long it is, and all of them. */
function bodies(rows: SealedDelivery[]): unknown[] {
  const lengths = rows.map((row) => row.sealedBody.length);
  let next = 1;
  const starts = lengths.map((length) => {
    next += length;
    return next - length;
  });
  return [starts, lengths, Buffer.concat(rows.map((row) => row.sealedBody))];
}
