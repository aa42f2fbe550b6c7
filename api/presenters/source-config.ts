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

/** Nothing proven for so long, and what came was refused: it may well be the sender itself. */
const SILENT_AFTER_MS = 86_400_000;

/**
 * What is read regularly needs no secret: a source may do without webhooks. A stranger's request is refused and told of, but makes no source
 * fail that its sender has proven itself to within the day before.
 */
function healthBody(
  settings: SourceSettings,
  { signed, health, syncs }: { signed: boolean; health: SourceHealth | null; syncs: SyncTarget[] },
): Health {
  const unread = syncs.find(isUnread);
  const lastEventAt = health?.lastEventAt ?? settings.lastEventAt;
  const lastSuccessAt = health?.lastSuccessAt ?? null;
  const wellMs = lastSuccessAt === null ? -Infinity : Date.parse(lastSuccessAt);
  const failures: (NonNullable<Health['last_failure']> & { stands: boolean })[] = [];
  const add = (failure: { at: string; reason: string }, sync: string | null, stands: boolean) =>
    failures.push({ ...failure, sync, stands });
  if (health?.lastFailure) add(health.lastFailure, null, Date.parse(health.lastFailure.at) > wellMs);
  if (health?.lastUnproven) add(health.lastUnproven, null, Date.parse(health.lastUnproven.at) - wellMs > SILENT_AFTER_MS);
  if (unread?.lastError && unread.lastRunAt !== null) add({ at: unread.lastRunAt, reason: unread.lastError }, unread.name, true);
  // What still stands is told before what is newer and over.
  const [last] = failures.toSorted((a, b) => Number(b.stands) - Number(a.stands) || Date.parse(b.at) - Date.parse(a.at));

  const stateNow = (): Health['state'] => {
    if (!settings.enabled) return 'off';
    if (signed && !settings.hasSecret && syncs.length === 0) return 'no_secret';
    if (unread || last?.stands) return 'failing';
    return lastEventAt === null ? 'waiting' : 'healthy';
  };
  return {
    state: stateNow(),
    last_event_at: lastEventAt,
    last_failure: last ? { at: last.at, reason: last.reason, sync: last.sync } : null,
    last_success_at: lastSuccessAt,
    counts_24h: health?.states24h ?? {},
    duplicates_24h: health?.duplicates24h ?? 0,
    refused_24h: health?.refused24h ?? 0,
    while_off_24h: health?.whileOff24h ?? 0,
  };
}
