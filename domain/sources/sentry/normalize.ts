import { MalformedPayloadError } from '../../errors.ts';
import type { Level, NormalizedReport } from '../../report.ts';
import type { DeliveryFacts, Parsed, ParseDelivery } from '../parsed.ts';
import { cleanLine, cleanText, factsOf, firstLine, httpUrl, isoTime } from '../text.ts';
import { exceptionsOf } from './exceptions.ts';
import { SentryHook, type SentryEvent, type SentryIssue } from './schema.ts';

/**
 * Reads Sentry's webhooks. `issue`, `event_alert` and `error` of one Sentry issue are one fact: its external id is the issue's id.
 * Source: docs.sentry.io, Integration Platform, Webhooks.
 */
export const parseSentry: ParseDelivery = (eventType, payload, facts) => {
  const hook = SentryHook.safeParse(payload).data;
  if (!hook) throw new MalformedPayloadError('A Sentry delivery is a JSON object.');
  const event = hook.data?.event ?? hook.data?.error ?? hook.event;
  switch (eventType ?? guessResource(hook)) {
    case 'issue':
      if (!hook.data?.issue) throw new MalformedPayloadError('An issue hook without data.issue.');
      return issueOutcome(hook.action ?? 'created', hook.data.issue, facts);
    case 'event_alert':
    case 'error':
      if (!event) throw new MalformedPayloadError('An event hook without data.event or data.error.');
      return { outcome: 'report', report: eventReport(event, hook, facts) };
    case 'metric_alert':
      return metricOutcome(hook, facts);
    case 'comment':
      return { outcome: 'filtered', rule: 'a comment, not a problem' };
    case 'installation':
      return { outcome: 'filtered', rule: 'about the installation' };
    default:
      throw new MalformedPayloadError('A Sentry hook of a resource that has no parser.');
  }
};

function guessResource(hook: SentryHook): string | null {
  if (hook.data?.issue) return 'issue';
  if (hook.data?.event ?? hook.data?.error ?? hook.event) return 'event_alert';
  return hook.data?.metric_alert ? 'metric_alert' : null;
}

function issueOutcome(action: string, issue: SentryIssue, facts: DeliveryFacts): Parsed {
  if (!issue.id) throw new MalformedPayloadError('An issue hook without an issue id.');
  const at = facts.receivedAt;
  switch (action) {
    case 'created':
      return { outcome: 'report', report: issueReport(issue, facts) };
    case 'unresolved':
      return { outcome: 'status', externalId: issue.id, status: 'open', at, orStore: issueReport(issue, facts) };
    case 'resolved':
    case 'archived':
    case 'ignored':
      return { outcome: 'status', externalId: issue.id, status: 'closed', at, orStore: null };
    default:
      return { outcome: 'filtered', rule: 'a change to the issue that is no news of the problem' };
  }
}

function issueReport(issue: SentryIssue, facts: DeliveryFacts): NormalizedReport {
  const meta = issue.metadata;
  // The hook carries no stack, only the place Sentry blames.
  const blamed =
    meta?.function || meta?.filename
      ? [{ function: meta.function, filename: meta.filename, module: null, abs_path: null, lineno: null, in_app: null }]
      : [];
  const exceptions = exceptionsOf(meta?.type ? [{ type: meta.type, value: meta.value, stacktrace: { frames: blamed } }] : []);
  const title = firstLine(200, issue.title, meta?.title, meta?.value, issue.culprit) ?? 'Sentry issue without a title';
  return {
    externalId: issueId(issue.id),
    title,
    body: cleanText(linesOf(meta?.value === title ? null : meta?.value, issue.culprit && `in ${issue.culprit}`), 10_000),
    kind: 'machine',
    occurredAt: isoTime(issue.lastSeen ?? issue.firstSeen, facts.receivedAt),
    author: null,
    level: levelOf(issue.level),
    exceptions,
    senderGroup: senderGroup(issue.id, []),
    url: httpUrl(issue.web_url) ?? httpUrl(issue.permalink),
    status: issue.status === 'resolved' || issue.status === 'ignored' ? 'closed' : 'open',
    trust: 'signed_monitor',
    metadata: factsOf([
      ['short_id', issue.shortId],
      ['project', issue.project?.slug ?? issue.project?.name],
      ['platform', issue.platform],
      ['culprit', issue.culprit],
      ['events', Number(issue.count) || null],
      ['users', issue.userCount],
    ]),
  };
}

function eventReport(event: SentryEvent, hook: SentryHook, facts: DeliveryFacts): NormalizedReport {
  const exceptions = exceptionsOf(event.exception ?? []);
  const thrown = exceptions.at(-1);
  const said = event.logentry?.formatted ?? event.logentry?.message ?? event.message;
  const title = firstLine(200, event.title, event.metadata?.title, thrown && `${thrown.type}: ${thrown.message}`, said, event.culprit);
  if (title === null && exceptions.length === 0) throw new MalformedPayloadError('An event without a title, a message or an exception.');
  const issue = event.issue_id ?? event.issue_url?.match(/\/issues\/(\d{1,20})\/?$/u)?.[1] ?? null;
  const tags = new Map(event.tags);
  return {
    externalId: issueId(issue ?? event.event_id),
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
      ['project', hook.project_slug ?? hook.project],
      ['culprit', event.culprit],
      ['event_id', event.event_id],
      ['rule', hook.data?.triggered_rule],
      ...event.tags,
    ]),
  };
}

function bodyOf(event: SentryEvent, exceptions: NormalizedReport['exceptions'], said: string | null | undefined): string {
  return linesOf(
    said,
    ...exceptions.map((exception) => `${exception.type}: ${exception.message}`),
    event.culprit && `in ${event.culprit}`,
    event.request?.url && `${event.request.method ?? 'GET'} ${withoutQuery(event.request.url)}`,
  );
}

/** The query may hold what nobody meant to send on. */
function withoutQuery(url: string): string {
  return cleanLine(url.split(/[?#]/u, 1)[0]!, 300);
}

function linesOf(...lines: (string | null | undefined)[]): string {
  return [...new Set(lines.filter(Boolean))].join('\n');
}

function metricOutcome(hook: SentryHook, facts: DeliveryFacts): Parsed {
  const alert = hook.data?.metric_alert;
  const identity = alert?.id ?? alert?.identifier;
  if (!alert || !identity) throw new MalformedPayloadError('A metric alert hook without data.metric_alert.id.');
  const externalId = issueId(`metric:${identity}`)!;
  if (hook.action === 'resolved') return { outcome: 'status', externalId, status: 'closed', at: facts.receivedAt, orStore: null };
  const report: NormalizedReport = {
    externalId,
    title: firstLine(200, hook.data?.description_title, alert.title, alert.alert_rule?.name) ?? 'Sentry metric alert',
    body: cleanText(linesOf(hook.data?.description_text, alert.alert_rule?.aggregate, alert.alert_rule?.query), 10_000),
    kind: 'machine',
    occurredAt: isoTime(alert.date_started ?? alert.date_detected, facts.receivedAt),
    author: null,
    level: hook.action === 'critical' ? 'error' : 'warning',
    exceptions: [],
    // Each firing is an incident of its own; the rule is what they have in common.
    senderGroup: alert.alert_rule?.id ? `metric-rule:${cleanLine(alert.alert_rule.id, 200)}` : null,
    url: httpUrl(hook.data?.web_url),
    status: 'open',
    trust: 'signed_monitor',
    metadata: factsOf([
      ['alert_rule', alert.alert_rule?.name],
      ['environment', alert.alert_rule?.environment],
    ]),
  };
  return { outcome: 'report', report };
}

/** An id, cut rather than refused: the store keeps 256. */
function issueId(id: string | null | undefined): string | null {
  return firstLine(256, id);
}

/** A fingerprint that somebody configured groups across Sentry issues; the default one is the issue. */
function senderGroup(issue: string | null | undefined, fingerprint: readonly string[]): string | null {
  const configured = fingerprint.length > 0 && !fingerprint.some((part) => part.includes('{{'));
  if (configured) return firstLine(256, `fingerprint:${fingerprint.join(' ')}`);
  return issue ? firstLine(256, `issue:${issue}`) : null;
}

const LEVELS: Record<string, Level> = {
  fatal: 'fatal',
  error: 'error',
  warning: 'warning',
  warn: 'warning',
  info: 'info',
  log: 'info',
  debug: 'debug',
};

function levelOf(level: string | null | undefined): Level | null {
  return (level && Object.hasOwn(LEVELS, level.toLowerCase()) && LEVELS[level.toLowerCase()]) || null;
}
