import { MalformedPayloadError } from '../../errors.ts';
import { OWN_EVENT } from '../definition.ts';
import type { DeliveryFacts, Parsed, ParseDelivery } from '../parsed.ts';
import { factsOf, isoTime, notFollowed } from '../text.ts';
import { eventOfApi } from './api-event.ts';
import { eventReport } from './event-report.ts';
import { senderGroup } from './facts.ts';
import { issueIdentity, issueReport } from './issue-report.ts';
import { metricAlertOutcome } from './metric-alert.ts';
import { SentryGone, SentryHook, SentryPulled, type SentryEvent, type SentryIssue } from './schema.ts';

/** What Sentry tells beside problems, and why it is no report. */
const LEFT_OUT: Readonly<Record<string, string>> = {
  comment: 'a comment, not a problem',
  installation: 'the integration was installed or removed',
  activity_alert: 'what Sentry’s own agent did about an issue',
  seer: 'what Sentry’s own agent did about an issue',
  preprod_artifact: 'about a build, not a problem',
};

/**
 * Reads Sentry's webhooks and what its API answers. `issue`, `event_alert` and `error` of one Sentry issue are one fact. Its external id is
 * the issue's id, which all of them carry; the short id only comes with some and changes with the project's name, so it is shown, and is
 * the identity where there is no other.
 * Source: docs.sentry.io, Integration Platform, Webhooks; API, List a Project's Issues.
 */
export const parseSentry: ParseDelivery = (eventType, payload, facts) => {
  if (eventType === OWN_EVENT.pulled) return pulledOutcome(payload, facts);
  const hook = SentryHook.safeParse(payload).data;
  if (!hook) throw new MalformedPayloadError('A Sentry delivery is a JSON object.');
  const event = hook.data?.event ?? hook.data?.error ?? hook.event;
  const resource = eventType ?? guessResource(hook, event);
  switch (resource) {
    case 'issue':
      if (!hook.data?.issue) throw new MalformedPayloadError('An issue hook without data.issue.');
      return issueOutcome(hook.action ?? 'created', hook.data.issue, event, facts);
    case 'event_alert':
    case 'error':
      return eventOutcome(event, hook, facts);
    case 'metric_alert':
      return metricAlertOutcome(hook, facts);
    default:
      if (resource === null) throw new MalformedPayloadError('A Sentry hook without Sentry-Hook-Resource, an issue or an event.');
      if (Object.hasOwn(LEFT_OUT, resource)) return { outcome: 'filtered', rule: LEFT_OUT[resource]! };
      return { outcome: 'filtered', rule: notFollowed('a resource', resource) };
  }
};

function guessResource(hook: SentryHook, event: SentryEvent | null | undefined): string | null {
  if (event) return 'event_alert';
  if (hook.data?.issue) return 'issue';
  return hook.data?.metric_alert ? 'metric_alert' : null;
}

function eventOutcome(event: SentryEvent | null | undefined, hook: SentryHook, facts: DeliveryFacts): Parsed {
  if (!event) throw new MalformedPayloadError('An event hook without data.event or data.error.');
  const report = eventReport(event, hook, facts);
  if (!report) throw new MalformedPayloadError('An event without a title, a message or an exception.');
  return { outcome: 'report', report };
}

function issueOutcome(action: string, issue: SentryIssue, event: SentryEvent | null | undefined, facts: DeliveryFacts): Parsed {
  const externalId = issueIdentity(issue);
  if (externalId === null) throw new MalformedPayloadError('An issue hook without an issue id.');
  const at = facts.receivedAt;
  switch (action) {
    case 'created':
      return { outcome: 'report', report: issueReport(issue, event, facts) };
    case 'unresolved':
      return { outcome: 'status', externalId, status: 'open', at, orStore: { ...issueReport(issue, event, facts), status: 'open' } };
    case 'resolved':
    case 'archived':
    case 'ignored':
      return { outcome: 'status', externalId, status: 'closed', at, orStore: null };
    case 'assigned':
      return { outcome: 'filtered', rule: 'the issue was assigned to somebody, which is no news of the problem' };
    default:
      return { outcome: 'filtered', rule: 'a change to the issue that is no news of the problem' };
  }
}

/** `{ issue, event? }` as the API answers them: the same fact, and no occurrence, which the webhooks count. */
function pulledOutcome(payload: unknown, facts: DeliveryFacts): Parsed {
  const gone = SentryGone.safeParse(payload).data?.gone;
  if (gone) return goneOutcome(gone, facts);
  const pulled = SentryPulled.safeParse(payload).data;
  const externalId = pulled && issueIdentity(pulled.issue);
  if (!externalId) throw new MalformedPayloadError('A pulled issue without an id.');
  const event = pulled.event && eventOfApi(pulled.event);
  return {
    outcome: 'edited',
    report: { ...issueReport(pulled.issue, event, facts), externalId },
    at: isoTime(pulled.issue.lastSeen, facts.receivedAt),
    // They are those of the latest event, other ones with every pull.
    keepsWords: true,
  };
}

/** Closed, not as fixed: its report says where it went. Merged, it is of the group of the issue that took it in. */
function goneOutcome({ id, into }: SentryGone['gone'], facts: DeliveryFacts): Parsed {
  const [fromGroup, toGroup] = [senderGroup(id, []), senderGroup(into?.id, [])];
  const removed = into ? `merged into ${into.shortId ?? `issue ${into.id}`} at Sentry` : 'deleted at Sentry';
  return {
    outcome: 'status',
    externalId: id,
    status: 'closed',
    at: facts.receivedAt,
    orStore: null,
    gone: `the issue was ${removed}`,
    told: { metadata: factsOf([['removed', removed]]), ...(fromGroup && toGroup && { moved: { fromGroup, toGroup } }) },
  };
}
