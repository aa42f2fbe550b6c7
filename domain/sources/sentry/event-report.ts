import type { NormalizedReport } from '../../report.ts';
import type { DeliveryFacts } from '../parsed.ts';
import { cleanLine, cleanText, factsOf, firstLine, httpUrl, identityOf, isoTime } from '../text.ts';
import { exceptionsOfEvent } from './exceptions.ts';
import { levelOf, linesOf, senderGroup } from './facts.ts';
import type { SentryEvent, SentryHook } from './schema.ts';

/** One event of an issue, with its whole stack; null where it says nothing a person could read. */
export function eventReport(event: SentryEvent, hook: Partial<SentryHook>, facts: DeliveryFacts): NormalizedReport | null {
  const said = event.logentry?.formatted ?? event.logentry?.message ?? event.message;
  const exceptions = exceptionsOfEvent(event, said);
  const thrown = exceptions.at(-1);
  const blamed = event.metadata && [event.metadata.type, event.metadata.value].filter(Boolean).join(': ');
  const title = firstLine(
    200,
    event.title,
    event.metadata?.title,
    thrown && `${thrown.type}: ${thrown.message}`,
    said,
    blamed,
    event.culprit,
  );
  if (title === null && exceptions.length === 0) return null;
  const issue = issueOf(event, hook);
  const tags = new Map(event.tags);
  return {
    externalId: identityOf(issue ?? event.event_id),
    title: title ?? 'Sentry event without a title',
    body: cleanText(bodyOf(event, exceptions, said), 10_000),
    kind: 'machine',
    occurredAt: isoTime(event.datetime ?? event.timestamp, facts.receivedAt),
    author: firstLine(200, event.user?.id, event.user?.email, event.user?.username, event.user?.ip_address, tags.get('user')),
    level: levelOf(event.level ?? tags.get('level')),
    exceptions,
    senderGroup: senderGroup(issue, event.fingerprint),
    url: httpUrl(event.web_url) ?? httpUrl(event.url),
    status: 'open',
    trust: 'signed_monitor',
    metadata: factsOf([
      ['environment', event.environment ?? tags.get('environment')],
      ['release', event.release ?? tags.get('release')],
      ['platform', event.platform],
      ['short_id', hook.data?.issue?.shortId ?? hook.data?.issue?.short_id],
      ['project', hook.project_slug ?? hook.project],
      ['culprit', event.culprit],
      ['event_id', event.event_id],
      ['rule', hook.data?.triggered_rule],
      ...event.tags,
    ]),
  };
}

/** The issue an event belongs to, by its id where anything names it. */
function issueOf(event: SentryEvent, hook: Partial<SentryHook>): string | null {
  const beside = hook.data?.issue;
  const inAddress = event.issue_url?.match(/\/issues\/(\d{1,20})\/?$/u)?.[1];
  return event.issue_id ?? inAddress ?? beside?.id ?? beside?.shortId ?? beside?.short_id ?? null;
}

function bodyOf(event: SentryEvent, exceptions: NormalizedReport['exceptions'], said: string | null | undefined): string {
  return linesOf(
    said,
    ...exceptions.filter(({ message }) => message !== (said ?? event.title)).map(({ type, message }) => `${type}: ${message}`),
    event.culprit && `in ${event.culprit}`,
    event.request?.url && `${event.request.method ?? 'GET'} ${withoutQuery(event.request.url)}`,
  );
}

/** The query may hold what nobody meant to send on. */
function withoutQuery(url: string): string {
  return cleanLine(url.split(/[?#]/u, 1)[0]!, 300);
}
