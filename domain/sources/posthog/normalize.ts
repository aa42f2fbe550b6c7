import { MalformedPayloadError } from '../../errors.ts';
import type { ExceptionInfo, NormalizedReport } from '../../report.ts';
import { OWN_EVENT } from '../definition.ts';
import { levelOf } from '../levels.ts';
import type { DeliveryFacts, Parsed, ParseDelivery } from '../parsed.ts';
import { cleanText, factsOf, firstLine, httpUrl, identityOf, isoTime } from '../text.ts';
import { exceptionsOf } from './exceptions.ts';
import { ISSUE_IS_OVER, PostHogEvent, PostHogIssue, PostHogProject, PostHogProperties } from './schema.ts';

/** What is a problem by its name; other events are kept only where the project lists them. */
export const PROBLEM_EVENTS = [
  '$exception',
  '$error_tracking_issue_created',
  '$error_tracking_issue_reopened',
  '$error_tracking_issue_spiking',
] as const;
const ISSUE_EVENT = /^\$error_tracking_issue_([a-z]{1,30})$/u;

/**
 * Reads an event of PostHog as a destination, a webhook of an action or our own pull brings it. Where PostHog says to which issue an
 * exception belongs, the issue is the fact, so that its events count as one problem seen again; else the event is, by its uuid.
 * Source: posthog.com/docs, Error tracking and Destinations.
 */
export const parsePostHog: ParseDelivery = (eventType, payload, facts): Parsed => {
  if (eventType === OWN_EVENT.pulled && objectOf(payload)?.['issue']) return pulledIssue(payload, facts);
  if (eventType === OWN_EVENT.pulled && objectOf(payload)?.['gone']) return goneIssue(payload, facts);
  const { event, project } = unwrap(payload);
  const properties = PostHogProperties.parse(event.properties);
  const issueEvent = ISSUE_EVENT.exec(event.event)?.[1];
  const issue = properties.$exception_issue_id ?? (issueEvent ? (event.distinct_id ?? event.distinctId) : null);
  if (issueEvent && ISSUE_IS_OVER.includes(issueEvent)) {
    if (!issue) throw new MalformedPayloadError('An event about an issue without the id of the issue.');
    return { outcome: 'status', externalId: identity('issue', issue), status: 'closed', at: facts.receivedAt, orStore: null };
  }
  const report = reportOf({ event, properties, project, issue: issue ?? null, aboutIssue: issueEvent !== undefined }, facts);
  const uuid = identityOf(event.uuid ?? event.eventUuid ?? event.id);
  if (uuid === null && eventType === OWN_EVENT.pulled) throw new MalformedPayloadError('A pulled event without an id.');
  // An event counts once, whether destinations tell of it, our own pull, or both; an issue that comes back is open again.
  return { outcome: 'report', report, reopens: true, ...(uuid !== null && { occurrenceKey: uuid }) };
};

/** `{ issue }` as the API answers it: only how it stands is read. */
function pulledIssue(payload: unknown, facts: DeliveryFacts): Parsed {
  const issue = PostHogIssue.safeParse(objectOf(payload)?.['issue']).data;
  if (!issue) throw new MalformedPayloadError('A pulled issue without an id and a status.');
  const status = ISSUE_IS_OVER.includes(issue.status) ? 'closed' : 'open';
  return { outcome: 'status', externalId: identity('issue', issue.id), status, at: facts.receivedAt, orStore: null };
}

/** `{ gone: { id } }`, of our own words: the API knows no such issue any more. */
function goneIssue(payload: unknown, facts: DeliveryFacts): Parsed {
  const id = identityOf(String(objectOf(objectOf(payload)?.['gone'])?.['id'] ?? ''));
  if (id === null) throw new MalformedPayloadError('An issue that is gone, without its id.');
  const removed = 'merged into another issue or deleted at PostHog';
  return {
    outcome: 'status',
    externalId: identity('issue', id),
    status: 'closed',
    at: facts.receivedAt,
    orStore: null,
    gone: `the issue was ${removed}`,
    told: { metadata: factsOf([['removed', removed]]) },
  };
}

interface Unwrapped {
  event: PostHogEvent;
  project: { name?: string | null; url?: string | null } | null;
}

/** `{event: {…}, person, project}`, `{hook, data: {…}}`, `{hook, data: {event: {…}}}`, a list of one, or the event itself. */
function unwrap(payload: unknown): Unwrapped {
  if (Array.isArray(payload)) {
    if (payload.length === 1) return unwrap(payload[0]);
    throw new MalformedPayloadError('PostHog sends one event at a time; this is a list.');
  }
  const outer = objectOf(payload);
  const data = objectOf(outer?.['data']);
  const project = PostHogProject.parse(outer?.['project'] ?? data?.['project']) ?? null;
  for (const candidate of [outer?.['event'], data?.['event'], data, outer]) {
    const event = PostHogEvent.safeParse(candidate).data;
    if (event) return { event, project };
  }
  throw new MalformedPayloadError('A PostHog delivery without an event.');
}

function objectOf(value: unknown): Record<string, unknown> | null {
  return value !== null && typeof value === 'object' && !Array.isArray(value) ? (value as Record<string, unknown>) : null;
}

interface Read extends Unwrapped {
  properties: PostHogProperties;
  issue: string | null;
  /** The event tells of an issue, and is no exception itself. */
  aboutIssue: boolean;
}

function reportOf({ event, properties, project, issue, aboutIssue }: Read, facts: DeliveryFacts): NormalizedReport {
  const fingerprint = firstLine(10_000, properties.$exception_fingerprint, aboutIssue ? properties.fingerprint : null);
  const exceptions = aboutIssue ? [] : exceptionsOf(properties);
  const machine = exceptions.length > 0 || aboutIssue || event.event === '$exception';
  const answers = machine ? [] : surveyAnswers(event.properties);
  const group = issue ? identity('issue', issue) : fingerprint ? identity('fingerprint', fingerprint) : null;
  return {
    externalId: group ?? identityOf(event.uuid ?? event.eventUuid ?? event.id),
    title: titleOf({ event, properties, aboutIssue }, exceptions, answers),
    body: cleanText(bodyOf(properties, exceptions, answers, aboutIssue), 10_000),
    kind: answers.length > 0 ? 'human' : 'machine',
    occurredAt: isoTime(event.timestamp, facts.receivedAt),
    author: aboutIssue ? null : firstLine(200, event.distinct_id, event.distinctId),
    level: levelOf(properties.$exception_level ?? properties.$level) ?? (machine ? 'error' : null),
    exceptions,
    senderGroup: group,
    url: issueUrl(project?.url, issue) ?? httpUrl(event.url),
    status: 'open',
    trust: 'signed_monitor',
    metadata: factsOf([
      ['event', event.event],
      ['uuid', event.uuid ?? event.eventUuid ?? event.id],
      ['environment', properties.environment],
      ['release', properties.$app_version],
      ['handled', properties.$exception_handled],
      ['current_url', withoutQuery(properties.$current_url)],
      ['browser', properties.$browser],
      ['os', properties.$os],
      ['library', properties.$lib],
      ['session_id', properties.$session_id],
      ['project', project?.name],
      ['survey', properties.$survey_name],
    ]),
  };
}

function titleOf(read: Pick<Read, 'event' | 'properties' | 'aboutIssue'>, exceptions: ExceptionInfo[], answers: string[]): string {
  const { event, properties, aboutIssue } = read;
  const caught = exceptions.at(-1);
  const said = caught && (caught.message === '' ? caught.type : `${caught.type}: ${caught.message}`);
  const named = aboutIssue ? [properties.name, properties.description] : [];
  return firstLine(200, said, ...named, answers[0], `PostHog: ${event.event}`) ?? 'PostHog event without a name';
}

function bodyOf(properties: PostHogProperties, exceptions: ExceptionInfo[], answers: string[], aboutIssue: boolean): string {
  const where = withoutQuery(properties.$current_url);
  const raw = properties.$exception_stack_trace_raw;
  return [
    aboutIssue ? properties.description : null,
    ...exceptions.toReversed().map(({ type, message }) => (message === '' ? type : `${type}: ${message}`)),
    ...answers,
    // A trace in a language that we do not read is still worth its words.
    typeof raw === 'string' && exceptions.every(({ frames }) => frames.length === 0) ? raw.slice(0, 10_000) : null,
    where && `on ${where}`,
  ]
    .filter(Boolean)
    .join('\n');
}

/** `$survey_response`, `$survey_response_1`, `$survey_response_<question>`: what a person wrote, or chose of a list. */
function surveyAnswers(properties: Record<string, unknown>): string[] {
  return Object.entries(properties)
    .slice(0, 500)
    .flatMap(([name, value]) => (name.startsWith('$survey_response') ? [answerOf(value)] : []))
    .filter((answer) => answer.trim() !== '')
    .slice(0, 20);
}

function answerOf(value: unknown): string {
  const chosen = Array.isArray(value) ? value.slice(0, 20) : [value];
  return chosen.filter((one) => typeof one === 'string').join(', ');
}

function identity(kind: 'issue' | 'fingerprint', id: string): string {
  return identityOf(`${kind}:${id}`)!;
}

function issueUrl(projectUrl: string | null | undefined, issue: string | null): string | null {
  const base = issue && httpUrl(projectUrl);
  return base ? httpUrl(`${base.replace(/\/+$/u, '')}/error_tracking/${encodeURIComponent(issue.slice(0, 200).toWellFormed())}`) : null;
}

/** The query may hold what nobody meant to send on. */
function withoutQuery(url: string | null | undefined): string | null {
  return url ? url.slice(0, 2000).split(/[?#]/u, 1)[0]! : null;
}
