import type { SentryApiEvent, SentryEvent } from './schema.ts';

/** An event as the API answers it, in the shape its webhooks have. Its `fingerprints` are hashes: nobody configured them. Pure. */
export function eventOfApi(event: SentryApiEvent): SentryEvent {
  const entries = new Map(event.entries.map(({ type, data }) => [type, data]));
  const message = entries.get('message');
  return {
    event_id: event.eventID ?? event.id,
    issue_id: event.groupID,
    issue_url: null,
    web_url: null,
    url: null,
    title: event.title,
    message: event.message,
    logentry: message ? { formatted: message.formatted, message: message.message } : null,
    culprit: event.culprit ?? event.location,
    level: null,
    platform: event.platform,
    environment: null,
    release: event.release?.version,
    datetime: event.dateCreated ?? event.dateReceived,
    timestamp: null,
    fingerprint: [],
    metadata: event.metadata,
    exception: entries.get('exception')?.values ?? [],
    stacktrace: null,
    threads: null,
    request: entries.get('request') ?? null,
    user: event.user,
    tags: event.tags,
  };
}
