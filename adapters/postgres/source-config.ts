import type { Pool } from 'pg';
import { validate as isUuid } from 'uuid';
import { SourceName } from '#domain/report';
import type { SourceConfig, SourceSettings } from '#domain/ports/index';
import { eq, sql, type SQL } from './drizzle.ts';
import type { Envelope } from './envelope.ts';
import type { Orm } from './pools.ts';
import { sourceSettings } from './schema/projects.ts';

const CACHE_MS = 5_000;
/** Ids come from strangers: a bound keeps them from filling the memory. */
const CACHE_SIZE = 2_000;
const MOST_OVERLAP_HOURS = 72;

type Verification = Awaited<ReturnType<SourceConfig['forVerification']>>;
type VerificationRow = {
  owner_id: string;
  enabled: boolean;
  filters: Record<string, string[] | null>;
  sealed_secret: Buffer | null;
  sealed_previous_secret: Buffer | null;
};

export function createSourceConfig({ orm, ingest, envelope }: { orm: Orm; ingest: Pool; envelope: Envelope }): SourceConfig {
  const cache = new Map<string, { until: number; answer: Promise<Verification> }>();
  const ownerOf = (projectId: string, source: SourceName) => `${projectId}|${source}`;

  type Fields = Partial<typeof sourceSettings.$inferInsert>;
  type Expressions = { [name in keyof Fields]?: Fields[name] | SQL };
  const write = async (projectId: string, source: SourceName, fields: Fields, onRow: Expressions = fields): Promise<void> => {
    await orm
      .insert(sourceSettings)
      .values({ projectId, source, ...fields })
      .onConflictDoUpdate({ target: [sourceSettings.projectId, sourceSettings.source], set: onRow });
    cache.delete(ownerOf(projectId, source));
  };

  const readForVerification = async (projectId: string, source: SourceName): Promise<Verification> => {
    if (!isUuid(projectId)) return null;
    const { rows } = await ingest.query<VerificationRow>(
      `select p.owner_id, s.enabled, s.filters, s.sealed_secret,
         case when s.previous_secret_until > now() then s.sealed_previous_secret end as sealed_previous_secret
       from projects p join source_settings s on s.project_id = p.id
       where p.id = $1 and s.source = $2`,
      [projectId, source],
    );
    const row = rows[0];
    if (!row?.sealed_secret) return null;
    const sealed = [row.sealed_secret, ...(row.sealed_previous_secret ? [row.sealed_previous_secret] : [])];
    const secrets = sealed.map((one) => envelope.open('source-secret', ownerOf(projectId, source), one).toString());
    return { ownerId: row.owner_id, secrets, enabled: row.enabled, filters: row.filters };
  };

  const list = async (projectId: string): Promise<SourceSettings[]> => {
    const rows = await orm.select().from(sourceSettings).where(eq(sourceSettings.projectId, projectId));
    const last = await orm.execute<{ source: string; at: string }>(
      sql`select s.source, d.received_at as at from unnest(${sql.param(SourceName.options)}::text[]) s(source)
          cross join lateral (select received_at from deliveries where project_id = ${projectId} and source = s.source
            order by id desc limit 1) d`,
    );
    return SourceName.options.map((source) => {
      const row = rows.find((one) => one.source === source);
      const at = last.rows.find((one) => one.source === source)?.at;
      return {
        source,
        enabled: row?.enabled ?? true,
        hasSecret: row ? row.sealedSecret !== null : false,
        secretHint: row?.secretHint ?? null,
        previousSecretUntil: future(row?.previousSecretUntil),
        filters: row?.filters ?? {},
        lastEventAt: at === undefined ? null : new Date(at).toISOString(),
      };
    });
  };

  return {
    async get(scope, source) {
      return (await list(scope.projectId)).find((settings) => settings.source === source) as SourceSettings;
    },

    async list(scope) {
      return list(scope.projectId);
    },

    async setEnabled(scope, source, enabled) {
      await write(scope.projectId, source, { enabled });
    },

    async setFilters(scope, source, filters) {
      const merged = sql`${sourceSettings.filters} || ${JSON.stringify(filters)}::jsonb`;
      await write(scope.projectId, source, { filters }, { filters: merged });
    },

    async setSecret({ projectId }, source, secret, { overlapHours } = { overlapHours: 0 }) {
      const sealedSecret = envelope.seal('source-secret', ownerOf(projectId, source), secret);
      const hours = Math.min(Math.max(overlapHours, 0), MOST_OVERLAP_HOURS);
      const previous =
        hours > 0
          ? {
              sealedPreviousSecret: sql`${sourceSettings.sealedSecret}`,
              previousSecretUntil: sql`now() + make_interval(hours => ${hours})`,
            }
          : { sealedPreviousSecret: null, previousSecretUntil: null };
      await orm
        .insert(sourceSettings)
        .values({ projectId, source, sealedSecret, secretHint: secret.slice(-4) })
        .onConflictDoUpdate({
          target: [sourceSettings.projectId, sourceSettings.source],
          set: { sealedSecret, secretHint: secret.slice(-4), ...previous },
        });
      cache.delete(ownerOf(projectId, source));
    },

    async removeSecret({ projectId }, source) {
      await write(projectId, source, { sealedSecret: null, secretHint: null, sealedPreviousSecret: null, previousSecretUntil: null });
    },

    async forVerification(projectId, source) {
      const key = ownerOf(projectId, source);
      const now = Date.now();
      const known = cache.get(key);
      if (known && known.until > now) return known.answer;
      const answer = readForVerification(projectId, source);
      const oldest = cache.size >= CACHE_SIZE ? cache.keys().next().value : undefined;
      if (oldest !== undefined) cache.delete(oldest);
      cache.delete(key);
      cache.set(key, { until: now + CACHE_MS, answer });
      // A failure is not an answer.
      answer.catch(() => cache.get(key)?.answer === answer && cache.delete(key));
      return answer;
    },
  };
}

function future(at: Date | null | undefined): string | null {
  return at && at.getTime() > Date.now() ? at.toISOString() : null;
}
