import { z } from 'zod';
import { flag, id, items, number, part, text, time } from '../lenient.ts';

/* Only the fields that are used, as https://docs.sentry.io/organization/integrations/integration-platform/webhooks/ has them. */

const Frame = z
  .object({
    function: text,
    filename: text,
    module: text,
    abs_path: text,
    /** Of native code: the library. */
    package: text,
    lineno: number,
    in_app: flag,
    // As the API answers them.
    absPath: text,
    lineNo: number,
    inApp: flag,
  })
  .partial();
export type SentryFrame = z.infer<typeof Frame>;

const Stack = part(z.object({ frames: items(Frame) }));
const ExceptionValue = z.object({
  type: text,
  value: text,
  stacktrace: Stack,
});
export type SentryException = z.infer<typeof ExceptionValue>;

/** Sentry sends `{values: []}`; older senders the bare list. */
const Exceptions = z
  .union([z.object({ values: items(ExceptionValue) }).transform((wrapped) => wrapped.values), items(ExceptionValue)])
  .nullish()
  .catch(null);

const Metadata = z.object({
  title: text,
  type: text,
  value: text,
  filename: text,
  function: text,
  // Of what people write into Sentry's feedback form.
  message: text,
  contact_email: text,
  name: text,
});
const Person = z.object({ id, email: text, username: text, ip_address: text });
const Named = z.object({ name: text, slug: text });

/** `[[key, value]]` in events, an object or `[{key, value}]` from others. */
const Tag = z.union([
  z.tuple([z.string(), z.string()]),
  z.object({ key: z.string(), value: z.string() }).transform(({ key, value }): [string, string] => [key, value]),
]);
const Tags = z
  .preprocess((tags) => (tags !== null && typeof tags === 'object' && !Array.isArray(tags) ? Object.entries(tags) : tags), items(Tag))
  .catch([]);

export const SentryEvent = z.object({
  event_id: id,
  issue_id: id,
  issue_url: text,
  web_url: text,
  url: text,
  title: text,
  message: text,
  logentry: part(z.object({ formatted: text, message: text })),
  culprit: text,
  level: text,
  platform: text,
  environment: text,
  release: text,
  datetime: time,
  timestamp: time,
  fingerprint: items(z.string()),
  metadata: part(Metadata),
  exception: Exceptions,
  /** Where a message was logged, of an event without an exception: the thread that did. */
  stacktrace: Stack,
  threads: part(z.object({ values: items(z.object({ crashed: flag, current: flag, stacktrace: Stack })) })),
  request: part(z.object({ method: text, url: text })),
  user: part(Person),
  tags: Tags,
});
export type SentryEvent = z.infer<typeof SentryEvent>;

export const SentryIssue = z.object({
  id,
  shortId: id,
  short_id: id,
  title: text,
  culprit: text,
  level: text,
  platform: text,
  permalink: text,
  web_url: text,
  status: text,
  substatus: text,
  priority: text,
  issueCategory: text,
  firstSeen: time,
  lastSeen: time,
  count: id,
  userCount: number,
  metadata: part(Metadata),
  project: part(Named),
});
export type SentryIssue = z.infer<typeof SentryIssue>;

const SentryMetricAlert = z.object({
  id,
  identifier: id,
  title: text,
  date_started: time,
  date_detected: time,
  projects: items(z.string()),
  alert_rule: part(z.object({ id, name: text, aggregate: text, query: text, environment: text })),
});

export const SentryHook = z.object({
  action: text,
  data: part(
    z.object({
      event: part(SentryEvent),
      error: part(SentryEvent),
      issue: part(SentryIssue),
      triggered_rule: text,
      metric_alert: part(SentryMetricAlert),
      description_title: text,
      description_text: text,
      web_url: text,
    }),
  ),
  /** Sentry's older plug-in posts the event beside its summary. */
  event: part(SentryEvent),
  project: text,
  project_slug: text,
});
export type SentryHook = z.infer<typeof SentryHook>;

const ApiEntry = z.object({
  type: z.string(),
  data: z.object({
    values: items(ExceptionValue),
    formatted: text,
    message: text,
    method: text,
    url: text,
  }),
});

/** What the `status` of an issue begins with when nobody wants to hear of it any more. */
export const ISSUE_IS_OVER = /^(?:resolved|ignored|archived)/iu;

/** An event as `GET /api/0/issues/{id}/events/latest/` answers it. */
const SentryApiEvent = z.object({
  id,
  eventID: id,
  groupID: id,
  title: text,
  message: text,
  culprit: text,
  location: text,
  platform: text,
  dateCreated: time,
  dateReceived: time,
  release: part(z.object({ version: text })),
  metadata: part(Metadata),
  user: part(Person),
  tags: Tags,
  entries: items(ApiEntry),
});
export type SentryApiEvent = z.infer<typeof SentryApiEvent>;

/** A row that was pulled: an issue of `GET /api/0/projects/{org}/{project}/issues/` and the latest event of it. */
export const SentryPulled = z.object({ issue: SentryIssue, event: part(SentryApiEvent) });

/** Our own words for an issue that is not there any more; `into` is the issue that it was merged into. */
export const SentryGone = z.object({ gone: z.object({ id: z.string(), into: part(z.object({ id: z.string(), shortId: text })) }) });
export type SentryGone = z.infer<typeof SentryGone>;
