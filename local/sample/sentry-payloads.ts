/** One Sentry event as the sample tells it. */
export interface EventFacts {
  /** Sentry's own issue: events of one issue are one report. */
  issueId: string;
  type: string;
  message: string;
  /** Of the shop's own code, outermost first: function, file under src/, line. */
  frames: readonly (readonly [name: string, file: string, line: number])[];
  /** Where the shop's code was called from. */
  entry: 'request' | 'job';
  hoursAgo: number;
  user: string;
  environment: 'production' | 'staging';
  release: string;
  level?: 'error' | 'warning' | 'fatal';
  /** Folder or scheme the build puts in front of src/. */
  root: 'app:///' | '/srv/shop/';
}

const OUTER = {
  request: [
    ['Layer.handleRequest', 'node_modules/router/lib/layer.js', 152],
    ['next', 'node_modules/router/lib/route.js', 157],
  ],
  job: [
    ['Timeout._onTimeout', 'node_modules/croner/dist/croner.js', 214],
    ['listOnTimeout', 'node:internal/timers', 605],
  ],
} as const;

const INSTALLATION = { uuid: '0d1c6a52-6c0b-4f0e-9d52-4f3a2b1c0e77' };
const ACTOR = { type: 'application', id: 'sentry', name: 'Sentry' };
const WEB = 'https://sentry.example/organizations/sample-shop/issues';

/** Body of an `event_alert` hook (https://docs.sentry.io/organization/integrations/integration-platform/webhooks/issue-alerts/). */
export function eventAlert(facts: EventFacts, eventId: string, now: Date) {
  return {
    action: 'triggered',
    installation: INSTALLATION,
    data: { event: event(facts, eventId, now), triggered_rule: 'Send every new issue to triage' },
    actor: ACTOR,
  };
}

/** Body of an `error` hook: the same event under another name. */
export function errorCreated(facts: EventFacts, eventId: string, now: Date) {
  return { action: 'created', installation: INSTALLATION, data: { error: event(facts, eventId, now) }, actor: ACTOR };
}

export interface IssueFacts {
  issueId: string;
  shortId: string;
  type: string;
  message: string;
  hoursAgo: number;
  events: number;
}

/** Body of an `issue` hook, which carries no trace. */
export function issueCreated(facts: IssueFacts, now: Date) {
  const seen = hoursBefore(now, facts.hoursAgo).toISOString();
  return {
    action: 'created',
    installation: INSTALLATION,
    data: {
      issue: {
        id: facts.issueId,
        shortId: facts.shortId,
        title: `${facts.type}: ${facts.message}`,
        culprit: 'worker',
        permalink: `${WEB}/${facts.issueId}/`,
        level: 'error',
        status: 'unresolved',
        platform: 'node',
        project: { id: '4507', name: 'Shop', slug: 'shop', platform: 'node' },
        type: 'error',
        metadata: { type: facts.type, value: facts.message },
        count: String(facts.events),
        userCount: 0,
        firstSeen: seen,
        lastSeen: seen,
      },
    },
    actor: ACTOR,
  };
}

function event(facts: EventFacts, eventId: string, now: Date) {
  const at = hoursBefore(now, facts.hoursAgo);
  const last = facts.frames.at(-1);
  const outer = OUTER[facts.entry].map(([name, filename, lineno]) => ({ function: name, filename, lineno, in_app: false }));
  const own = facts.frames.map(([name, file, lineno]) => ({
    function: name,
    filename: `${facts.root}src/${file}`,
    abs_path: `${facts.root}src/${file}`,
    lineno,
    colno: 10,
    in_app: true,
  }));
  const exception = { type: facts.type, value: facts.message, stacktrace: { frames: [...outer, ...own] }, mechanism: { handled: false } };
  return {
    event_id: eventId,
    issue_id: facts.issueId,
    issue_url: `https://sentry.example/api/0/issues/${facts.issueId}/`,
    web_url: `${WEB}/${facts.issueId}/events/${eventId}/`,
    url: `https://sentry.example/api/0/projects/sample-shop/shop/events/${eventId}/`,
    title: facts.frames.length > 0 ? `${facts.type}: ${facts.message}` : facts.message,
    message: facts.frames.length > 0 ? '' : facts.message,
    culprit: last ? `${last[0]}(src/${last[1]})` : 'shop',
    level: facts.level ?? 'error',
    platform: 'node',
    environment: facts.environment,
    release: facts.release,
    datetime: at.toISOString(),
    timestamp: at.getTime() / 1000,
    ...(facts.frames.length > 0 ? { exception: { values: [exception] } } : {}),
    user: { id: facts.user },
    tags: [
      ['environment', facts.environment],
      ['level', facts.level ?? 'error'],
      ['release', facts.release],
    ],
  };
}

export function hoursBefore(now: Date, hours: number): Date {
  return new Date(now.getTime() - hours * 3_600_000);
}
