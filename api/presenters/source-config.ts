import type { SourceConfigBody } from '#domain/api-contract';
import type { SourceHealth } from '#domain/delivery';
import type { SourceCredentials, SourceSettings, SyncTarget } from '#domain/ports/index';
import { needsSecret, SOURCES } from '#domain/sources/index';
import { isLoopbackHost } from '../infra/loopback.ts';
import { syncBody } from './sync.ts';

export const LOOPBACK_WARNING =
  'This address is on this machine only. A vendor cannot reach it: set PUBLIC_URL to an address of yours that leads here.';

interface Around {
  projectId: string;
  /** Where vendors reach this API. */
  publicUrl: string;
  health: SourceHealth | null;
  syncs: SyncTarget[];
  credential: Awaited<ReturnType<SourceCredentials['describe']>>;
}

export function sourceConfigBody(settings: SourceSettings, { projectId, publicUrl, health, syncs, credential }: Around): SourceConfigBody {
  const source = SOURCES[settings.source];
  const signed = needsSecret(source);
  const url = new URL(`${publicUrl.replace(/\/$/, '')}${source.path}`);
  url.searchParams.set('project_id', projectId);
  return {
    source: settings.source,
    label: source.label,
    docs_url: source.docsUrl,
    enabled: settings.enabled,
    needs_secret: signed,
    has_secret: settings.hasSecret,
    secret_hint: settings.secretHint,
    previous_secret_until: settings.previousSecretUntil,
    filters: settings.filters,
    filter_fields: source.filters.map(({ name, label, values }) => ({ name, label, values: values === null ? null : [...values] })),
    last_event_at: settings.lastEventAt,
    webhook_url: url.href,
    warning: signed && isLoopbackHost(url.hostname) ? LOOPBACK_WARNING : null,
    token_header: source.auth.flatMap((auth) => (auth.kind === 'token' ? auth.headers : []))[0] ?? null,
    template: source.template,
    credential: source.credential && {
      why: source.credential.why,
      link: source.credential.link,
      fields: source.credential.fields.map((field) => ({ ...field, value: credential?.fields[field.name] ?? null })),
      updated_at: credential?.updatedAt ?? null,
    },
    syncs: syncs.map(syncBody),
    health: healthBody(settings, { signed, health, syncs: syncs.filter(({ enabled }) => enabled) }),
  };
}

/** A vendor may ask us to wait for most of an hour; that alone is no failure. */
const UNREAD_AFTER_MS = 3_600_000;

function isUnread({ lastError, lastSuccessAt }: SyncTarget): boolean {
  return lastError !== null && (lastSuccessAt === null || Date.now() - Date.parse(lastSuccessAt) > UNREAD_AFTER_MS);
}

type Health = SourceConfigBody['health'];

/** What is read regularly needs no secret: a source may do without webhooks. */
function healthBody(
  settings: SourceSettings,
  { signed, health, syncs }: { signed: boolean; health: SourceHealth | null; syncs: SyncTarget[] },
): Health {
  const unread = syncs.find(isUnread);
  const failures: NonNullable<Health['last_failure']>[] = [];
  if (health?.lastFailure) failures.push({ ...health.lastFailure, sync: null });
  if (unread?.lastError && unread.lastRunAt !== null) failures.push({ at: unread.lastRunAt, reason: unread.lastError, sync: unread.name });
  const lastEventAt = health?.lastEventAt ?? settings.lastEventAt;
  const lastSuccessAt = health?.lastSuccessAt ?? null;
  const lastFailure = failures.toSorted((a, b) => Date.parse(b.at) - Date.parse(a.at))[0] ?? null;

  const stateNow = (): Health['state'] => {
    if (!settings.enabled) return 'off';
    if (signed && !settings.hasSecret && syncs.length === 0) return 'no_secret';
    if (unread) return 'failing';
    if (lastFailure !== null && (lastSuccessAt === null || Date.parse(lastFailure.at) > Date.parse(lastSuccessAt))) return 'failing';
    return lastEventAt === null ? 'waiting' : 'healthy';
  };
  return {
    state: stateNow(),
    last_event_at: lastEventAt,
    last_failure: lastFailure,
    last_success_at: lastSuccessAt,
    counts_24h: health?.states24h ?? {},
    duplicates_24h: health?.duplicates24h ?? 0,
    refused_24h: health?.refused24h ?? 0,
  };
}
