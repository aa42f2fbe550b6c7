/** Bodies in the shapes Sentry documents, with values of our own; for tests and for *Send test event*. */

const installation = { uuid: '7a485448-a9e2-4c85-8a3c-4f44175783c9' };
const actor = { type: 'application', id: 'sentry', name: 'Sentry' };

export const frames = [
  {
    function: 'handleRequest',
    filename: 'app/server.js',
    module: 'server',
    abs_path: '/srv/app/server.js',
    lineno: 88,
    colno: 5,
    in_app: true,
  },
  {
    function: 'next',
    filename: 'node_modules/express/lib/router.js',
    module: 'router',
    abs_path: '/srv/node_modules/express/lib/router.js',
    lineno: 12,
    in_app: false,
  },
  {
    function: 'exportCsv',
    filename: 'app/reports/export.js',
    module: 'export',
    abs_path: '/srv/app/reports/export.js',
    lineno: 41,
    colno: 17,
    in_app: true,
  },
  {
    function: 'streamRows',
    filename: 'app/reports/rows.js',
    module: 'rows',
    abs_path: '/srv/app/reports/rows.js',
    lineno: 7,
    colno: 3,
    in_app: true,
  },
];

export const event = {
  event_id: 'e4874d664c3540c1a32eab185f12c5ab',
  issue_id: '1117540176',
  issue_url: 'https://sentry.example/api/0/issues/1117540176/',
  web_url: 'https://sentry.example/organizations/shop/issues/1117540176/events/e4874d664c3540c1a32eab185f12c5ab/',
  url: 'https://sentry.example/api/0/projects/shop/api/events/e4874d664c3540c1a32eab185f12c5ab/',
  title: 'RangeError: Invalid time value',
  message: '',
  culprit: 'streamRows(app/reports/rows)',
  level: 'error',
  platform: 'node',
  environment: 'production',
  release: 'shop@4.2.0',
  datetime: '2026-03-02T09:20:04.221000Z',
  timestamp: 1772443204.221,
  metadata: { type: 'RangeError', value: 'Invalid time value', filename: 'app/reports/rows.js', function: 'streamRows' },
  exception: {
    values: [
      {
        type: 'TypeError',
        value: 'cannot read order 7',
        stacktrace: { frames: frames.slice(0, 2) },
        mechanism: { type: 'generic', handled: true },
      },
      { type: 'RangeError', value: 'Invalid time value', stacktrace: { frames }, mechanism: { type: 'generic', handled: false } },
    ],
  },
  request: { method: 'GET', url: 'https://shop.example/orders/export?token=abc', headers: [['Accept', 'text/csv']] },
  user: { id: '4711', email: 'a@shop.example', ip_address: '10.0.0.7' },
  tags: [
    ['environment', 'production'],
    ['level', 'error'],
    ['browser.name', 'Firefox'],
  ],
};

export const issue = {
  id: '1117540176',
  shortId: 'SHOP-API-1F',
  title: 'RangeError: Invalid time value',
  culprit: 'streamRows(app/reports/rows)',
  permalink: 'https://sentry.example/organizations/shop/issues/1117540176/',
  logger: null,
  level: 'error',
  status: 'unresolved',
  substatus: 'new',
  platform: 'node',
  project: { id: '1', name: 'API', slug: 'shop-api', platform: 'node' },
  type: 'error',
  metadata: { type: 'RangeError', value: 'Invalid time value', filename: 'app/reports/rows.js', function: 'streamRows' },
  count: '12',
  userCount: 3,
  firstSeen: '2026-03-02T09:20:04.221000Z',
  lastSeen: '2026-03-02T10:00:00.000000Z',
  assignedTo: null,
};

export const issueHook = (action: string) => ({ action, installation, data: { issue }, actor });
export const eventAlertHook = { action: 'triggered', installation, data: { event, triggered_rule: 'Any new error' }, actor };
/** The same alert for an event of that moment. */
export const eventAlertAt = (at: string) => ({
  ...eventAlertHook,
  data: {
    ...eventAlertHook.data,
    event: { ...event, event_id: Date.parse(at).toString(16).padStart(32, '0'), datetime: at, timestamp: Date.parse(at) / 1000 },
  },
});
export const errorHook = { action: 'created', installation, data: { error: event }, actor };
export const legacyPluginHook = {
  id: '1117540176',
  project: 'shop-api',
  project_name: 'API',
  culprit: event.culprit,
  level: 'error',
  url: event.web_url,
  message: event.title,
  event,
};
export const metricAlertHook = (action: string) => ({
  action,
  installation,
  data: {
    metric_alert: {
      id: '120',
      identifier: '7',
      title: 'Checkout failures',
      status: 20,
      date_started: '2026-03-02T09:00:00Z',
      date_detected: '2026-03-02T09:01:00Z',
      date_closed: null,
      projects: ['shop-api'],
      alert_rule: { id: '31', name: 'Checkout failures', aggregate: 'count()', query: 'transaction:/checkout', environment: 'production' },
    },
    description_title: 'Critical: Checkout failures',
    description_text: '41 events in the last 10 minutes',
    web_url: 'https://sentry.example/organizations/shop/alerts/rules/details/7/',
  },
  actor,
});
export const commentHook = {
  action: 'created',
  installation,
  data: { comment: 'looking', comment_id: '9', issue_id: '1117540176', project_slug: 'shop-api', timestamp: '2026-03-02T11:00:00Z' },
  actor: { type: 'user', id: 5, name: 'Someone' },
};
export const installationHook = {
  action: 'created',
  installation,
  data: { installation: { app: { slug: 'soulcaster' }, uuid: installation.uuid } },
  actor,
};
export const activityAlertHook = {
  action: 'triggered',
  installation,
  data: { issue, activity: { type: 'seer_root_cause_completed', details: { summary: 'A date is parsed twice.' } }, alert: { id: 10 } },
  actor,
};
export const feedbackHook = {
  action: 'created',
  installation,
  data: {
    issue: {
      ...issue,
      id: '1117540999',
      shortId: 'SHOP-WEB-2Z',
      title: 'User Feedback: The export never ends',
      culprit: '',
      level: 'info',
      issueType: 'feedback',
      issueCategory: 'feedback',
      metadata: {
        title: 'User Feedback: The export never ends',
        value: 'The export never ends, and the page says nothing.',
        message: 'The export never ends, and the page says nothing.',
        contact_email: 'mia@shop.example',
        name: 'Mia',
        source: 'new_feedback_envelope',
      },
    },
  },
  actor,
};
