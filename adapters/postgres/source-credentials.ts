import type { SourceCredentials } from '#domain/ports/index';
import type { SourceName } from '#domain/report';
import { SOURCES } from '#domain/sources/index';
import { and, eq, sql } from './drizzle.ts';
import type { Envelope } from './envelope.ts';
import type { Orm } from './pools.ts';
import { sourceCredentials } from './schema/syncing.ts';

export function createSourceCredentials(orm: Orm, envelope: Envelope): SourceCredentials {
  const of = (projectId: string, source: SourceName) =>
    and(eq(sourceCredentials.projectId, projectId), eq(sourceCredentials.source, source));
  const ownerOf = (projectId: string, source: SourceName) => `${projectId}|${source}`;
  const read = async (projectId: string, source: SourceName) => {
    const [row] = await orm.select().from(sourceCredentials).where(of(projectId, source));
    if (!row) return null;
    const fields = JSON.parse(envelope.open('credential', ownerOf(projectId, source), row.sealedFields).toString()) as Record<
      string,
      string
    >;
    return { fields, updatedAt: row.updatedAt.toISOString() };
  };

  return {
    async put({ projectId }, source, fields) {
      const sealedFields = envelope.seal('credential', ownerOf(projectId, source), JSON.stringify(fields));
      await orm
        .insert(sourceCredentials)
        .values({ projectId, source, sealedFields })
        .onConflictDoUpdate({
          target: [sourceCredentials.projectId, sourceCredentials.source],
          set: { sealedFields, updatedAt: sql`now()` },
        });
    },

    async open({ projectId }, source) {
      return (await read(projectId, source))?.fields ?? null;
    },

    async describe({ projectId }, source) {
      const known = await read(projectId, source);
      if (!known) return null;
      const secret = new Set(SOURCES[source].credential?.fields.flatMap((field) => (field.secret ? [field.name] : [])));
      const shown = Object.entries(known.fields).map(([name, value]) => [name, secret.has(name) ? value.slice(-4) : value]);
      return { fields: Object.fromEntries(shown) as Record<string, string>, updatedAt: known.updatedAt };
    },

    async delete({ projectId }, source) {
      await orm.delete(sourceCredentials).where(of(projectId, source));
    },
  };
}
