import type { SourceConfigBody } from '#domain/api-contract';
import type { SourceSettings } from '#domain/ports/index';
import { needsSecret, SOURCES } from '#domain/sources/index';
import { isLoopbackHost } from '../infra/loopback.ts';

export const LOOPBACK_WARNING =
  'This address is on this machine only. A vendor cannot reach it: set PUBLIC_URL to an address of yours that leads here.';

/** `publicUrl` is where vendors reach this API. */
export function sourceConfigBody(settings: SourceSettings, projectId: string, publicUrl: string): SourceConfigBody {
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
    webhook_url: signed ? url.href : null,
    warning: signed && isLoopbackHost(url.hostname) ? LOOPBACK_WARNING : null,
    token_header: source.auth.flatMap((auth) => (auth.kind === 'token' ? auth.headers : []))[0] ?? null,
    template: source.template,
    credential: null,
    syncs: [],
    health: {
      state: !settings.enabled
        ? 'off'
        : signed && !settings.hasSecret
          ? 'no_secret'
          : settings.lastEventAt === null
            ? 'waiting'
            : 'healthy',
      last_event_at: settings.lastEventAt,
      last_failure: null,
      last_success_at: settings.lastEventAt,
      counts_24h: {},
      duplicates_24h: 0,
      refused_24h: 0,
    },
  };
}
