import type { ScoredAnswer } from '#domain/clustering/answers';
import { ConflictError, InvalidInputError } from '#domain/errors';
import type { EditJournal, OperationSnapshot } from '#domain/ports/index';
import { composeTeaching } from '#domain/regrouping/compose-teaching';
import { aspectOf, type Lesson, type RegroupCommand, type RegroupOperation, type Side } from '#domain/teaching';
import { and, arrayContains, asc, count, desc, eq, inArray, isNotNull, lt, or, sql } from './drizzle.ts';
import type { Orm } from './pools.ts';
import { regroupOperations as operations } from './schema/teaching.ts';

type Row = typeof operations.$inferSelect;

const MAX_PAGE = 200;
const MOST_ANSWERS = 10_000;

export function createEditJournal(orm: Orm): EditJournal {
  const one = (projectId: string, id: string) => and(eq(operations.projectId, projectId), eq(operations.id, id));

  return {
    async begin({ projectId }, operation, snapshot) {
      const { id, command, actorId, state, digest, effects, error, undoneAt } = operation;
      const clusterIds = [
        ...new Set([...snapshot.clusters.map(({ clusterId }) => clusterId), ...(snapshot.opens ? [snapshot.opens] : [])]),
      ];
      const made = await orm
        .insert(operations)
        .values({
          ...{ id, projectId, command, aspect: aspectOf(command), actorId, state, digest, effects, snapshot, clusterIds, error },
          ...{
            at: new Date(operation.at),
            undoableUntil: new Date(operation.undoableUntil),
            undoneAt: undoneAt ? new Date(undoneAt) : null,
          },
        })
        .onConflictDoNothing()
        .returning({ id: operations.id });
      if (made.length > 0) return;
      const [present] = await orm
        .select({ same: sql<boolean>`${operations.command} = ${JSON.stringify(command)}::jsonb` })
        .from(operations)
        .where(one(projectId, id));
      if (!present?.same) throw new ConflictError('Another operation has this id.', { details: { operationId: id } });
    },

    async update({ projectId }, id, { undoneAt, ...fields }) {
      const time = undoneAt === undefined ? {} : { undoneAt: undoneAt === null ? null : new Date(undoneAt) };
      const set = { ...fields, ...time };
      if (Object.keys(set).length > 0) await orm.update(operations).set(set).where(one(projectId, id));
    },

    async get({ projectId }, id) {
      const [row] = await orm.select().from(operations).where(one(projectId, id));
      return row ? { operation: toOperation(row), snapshot: row.snapshot } : null;
    },

    async stoodUpon({ projectId }, ids) {
      if (ids.length === 0) return new Set();
      const later = sql`exists (
        select 1 from ${operations} later where later.project_id = ${operations.projectId} and later.aspect = ${operations.aspect}
          and later.state in ('running', 'applied', 'undoing') and later.cluster_ids && ${operations.clusterIds}
          and (later.at, later.id) > (${operations.at}, ${operations.id}))`;
      const rows = await orm
        .select({ id: operations.id })
        .from(operations)
        .where(and(eq(operations.projectId, projectId), inArray(operations.id, [...ids]), later));
      return new Set(rows.map(({ id }) => id));
    },

    async list({ projectId }, { limit, cursor, clusterId }) {
      const mine = and(
        eq(operations.projectId, projectId),
        clusterId === undefined ? undefined : arrayContains(operations.clusterIds, [clusterId]),
      );
      const size = Math.min(Math.max(limit, 1), MAX_PAGE);
      const after = cursor === undefined ? undefined : positionOf(cursor);
      const before =
        after && or(lt(operations.at, new Date(after.at)), and(eq(operations.at, new Date(after.at)), lt(operations.id, after.id)));
      const [rows, [counted]] = await Promise.all([
        orm
          .select()
          .from(operations)
          .where(and(mine, before))
          .orderBy(desc(operations.at), desc(operations.id))
          .limit(size + 1),
        orm.select({ total: count() }).from(operations).where(mine),
      ]);
      const items = rows.slice(0, size).map(toOperation);
      const last = rows.length > size ? items.at(-1) : undefined;
      return { items, nextCursor: last ? cursorOf(last) : null, total: counted?.total ?? 0 };
    },

    async putLinks({ projectId }, id, links) {
      await orm.update(operations).set({ links }).where(one(projectId, id));
    },

    async teaching({ projectId }) {
      const rows = await orm
        .select({ links: operations.links })
        .from(operations)
        .where(and(eq(operations.projectId, projectId), inArray(operations.state, ['running', 'applied']), isNotNull(operations.links)))
        .orderBy(asc(operations.at), asc(operations.id));
      return composeTeaching(rows.flatMap(({ links }) => links ?? []));
    },

    async answers({ projectId }) {
      const answers = sql<readonly ScoredAnswer[] | null>`${operations.snapshot}->'answers'`;
      const rows = await orm
        .select({ command: sql<RegroupCommand['kind']>`${operations.command}->>'kind'`, state: operations.state, answers })
        .from(operations)
        .where(and(eq(operations.projectId, projectId), inArray(operations.state, ['applied', 'undone']), isNotNull(answers)))
        .orderBy(desc(operations.at), desc(operations.id))
        .limit(MOST_ANSWERS);
      return rows.map((row) => ({ ...row, answers: row.answers ?? [] }));
    },

    async forget({ projectId }, reportIds, redact = (text) => text) {
      const gone = new Set(reportIds);
      const rows = await orm.select().from(operations).where(eq(operations.projectId, projectId));
      for (const { id, command, effects, snapshot, links } of rows) {
        const isNamed = snapshot.clusters.some(({ members }) => members.some((member) => gone.has(member)));
        const kept = {
          command: mapTexts(command, redact),
          effects: mapTexts(isNamed ? effects.map((effect) => ({ ...effect, title: '' })) : effects, redact),
          snapshot: mapTexts(isNamed ? snapshotWithout(snapshot, gone) : snapshot, redact),
        };
        if (!isNamed && JSON.stringify(kept) === JSON.stringify({ command, effects, snapshot })) continue;
        await orm
          .update(operations)
          .set({ ...kept, links: links && linksWithout(links, gone) })
          .where(one(projectId, id));
      }
    },
  };
}

/** Everything else that is a string is an id, a time or a word of ours. */
const TEXTS: ReadonlySet<string> = new Set(['title', 'summary', 'reason', 'dismissedReason']);

/** The same document with its texts changed. */
function mapTexts<T>(document: T, change: (text: string) => string): T {
  const changed = (key: string, value: unknown) => (typeof value === 'string' && TEXTS.has(key) ? change(value) : value);
  return JSON.parse(JSON.stringify(document), changed) as T;
}

function snapshotWithout(snapshot: OperationSnapshot, gone: ReadonlySet<string>): OperationSnapshot {
  return {
    ...snapshot,
    clusters: snapshot.clusters.map((cluster) => ({ ...cluster, members: stayed(cluster.members, gone) })),
    moves: snapshot.moves.map((move) => ({ ...move, reportIds: stayed(move.reportIds, gone) })),
  };
}

const stayed = (ids: readonly string[], gone: ReadonlySet<string>) => ids.filter((id) => !gone.has(id));

function linksWithout({ mustLink, cannotLink, left, ...others }: Lesson, gone: ReadonlySet<string>): Lesson {
  const sideWithout = (side: Side): Side => ({ ...side, reports: stayed(side.reports, gone) });
  const says = ({ reports, clusters }: Side) => reports.length + clusters.length;
  return {
    ...others,
    mustLink: mustLink.map(sideWithout).filter((group) => says(group) > 1),
    cannotLink: cannotLink.map(({ a, b }) => ({ a: sideWithout(a), b: sideWithout(b) })).filter(({ a, b }) => says(a) > 0 && says(b) > 0),
    left: left.map((one) => ({ ...one, reports: stayed(one.reports, gone) })),
  };
}

function toOperation(row: Row): RegroupOperation {
  const { id, projectId, command, actorId, state, digest, effects, error } = row;
  const times = {
    at: row.at.toISOString(),
    undoableUntil: row.undoableUntil.toISOString(),
    undoneAt: row.undoneAt?.toISOString() ?? null,
  };
  return { id, projectId, command, actorId, state, digest, effects, error, ...times };
}

const cursorOf = ({ at, id }: RegroupOperation) => Buffer.from(`${at} ${id}`).toString('base64url');

function positionOf(cursor: string): { at: string; id: string } {
  const found = /^(\d{4}-\d\d-\d\dT[\d:.]+Z) ([0-9a-f-]{36})$/.exec(Buffer.from(cursor, 'base64url').toString());
  if (found) return { at: found[1]!, id: found[2]! };
  throw new InvalidInputError('The cursor is not one of ours.', { details: { cursor: 'comes from next_cursor of the page before' } });
}
