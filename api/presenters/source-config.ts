import type { SourceConfigBody } from '#domain/api-contract';
import type { SourceSettings } from '#domain/ports/index';
import { isLoopbackHost } from '../infra/loopback.ts';

export const LOOPBACK_WARNING =
  'This address is on this machine only. A vendor cannot reach it: set PUBLIC_URL to an address of yours that leads here.';

/** `publicUrl` is where vendors reach this API. */
export function sourceConfigBody(settings: SourceSettings, projectId: string, publicUrl: string): SourceConfigBody {
  const signed = settings.source !== 'manual';
  const url = new URL(`${publicUrl.replace(/\/$/, '')}/ingest/${settings.source}`);
  url.searchParams.set('project_id', projectId);
  return {
    source: settings.source,
    enabled: settings.enabled,
    has_secret: settings.hasSecret,
    secret_hint: settings.secretHint,
    filters: settings.filters,
    last_event_at: settings.lastEventAt,
    webhook_url: signed ? url.href : null,
    warning: signed && isLoopbackHost(url.hostname) ? LOOPBACK_WARNING : null,
  };
}
