/** Bodies in the shapes PostHog documents, with values of our own; for tests and test events. */

const frames = [
  { filename: 'app/main.ts', function: 'render', lineno: 12, colno: 3, in_app: true, platform: 'web:javascript' },
  { filename: 'node_modules/react-dom/client.js', function: 'commit', lineno: 900, colno: 1, in_app: false, platform: 'web:javascript' },
  { filename: 'app/cart.ts', function: 'total', lineno: 41, colno: 17, in_app: true, platform: 'web:javascript' },
];

export const issueId = '018f6a5e-6c1d-7b1e-9c55-2f0f7d7a1b11';

export const exceptionEvent = {
  uuid: '018f6a5e-7d2a-7c3b-8f66-3a1a8e8b2c22',
  event: '$exception',
  distinct_id: 'customer-4711',
  timestamp: '2026-03-02T09:20:04.221Z',
  url: 'https://eu.posthog.example/project/7/events/018f6a5e-7d2a-7c3b-8f66-3a1a8e8b2c22',
  properties: {
    $exception_list: [
      { type: 'RangeError', value: 'Invalid price', mechanism: { handled: false, type: 'generic' }, stacktrace: { type: 'raw', frames } },
      { type: 'TypeError', value: 'price is undefined', stacktrace: { type: 'raw', frames: frames.slice(0, 1) } },
    ],
    $exception_issue_id: issueId,
    $exception_fingerprint: 'a3f5c0',
    $exception_level: 'error',
    $current_url: 'https://shop.example/cart?token=abc',
    $browser: 'Firefox',
    $os: 'Linux',
    $lib: 'web',
    $session_id: '018f-session',
  },
};

const project = { id: 7, name: 'Shop', url: 'https://eu.posthog.example/project/7' };
const person = { id: 'p-1', name: 'a@shop.example', url: 'https://eu.posthog.example/person/p-1', properties: { email: 'a@shop.example' } };

/** What a webhook destination sends unless somebody changed it. */
export const destinationHook = { event: exceptionEvent, person, project };

/** A webhook of an action. */
export const actionHook = {
  hook: { id: 'h-1', event: 'action_performed', target: 'https://soulcaster.example/ingest/posthog/webhook' },
  data: exceptionEvent,
};

export const nestedHook = { hook: actionHook.hook, data: { event: exceptionEvent, person } };

/** As libraries sent it before the list. */
export const oldEvent = {
  uuid: '018f6a5e-0000-7c3b-8f66-3a1a8e8b2c22',
  event: '$exception',
  distinct_id: 'customer-1',
  timestamp: '2026-03-02T09:20:04Z',
  properties: {
    $exception_type: 'TypeError',
    $exception_message: 'total is undefined',
    $exception_stack_trace_raw: 'TypeError: total is undefined\n    at total (app/cart.ts:41:17)\n    at render (app/main.ts:12:3)',
  },
};

export const issueAlert = (what: string) => ({
  event: {
    uuid: '018f6a5e-1111-7c3b-8f66-3a1a8e8b2c22',
    event: `$error_tracking_issue_${what}`,
    distinct_id: issueId,
    timestamp: '2026-03-02T09:21:00Z',
    properties: { name: 'RangeError', description: 'Invalid price', status: 'active', fingerprint: 'a3f5c0' },
  },
  project,
});

export const pageview = { event: { uuid: 'u-9', event: '$pageview', distinct_id: 'c', timestamp: '2026-03-02T09:21:00Z', properties: {} } };

export const surveyHook = {
  event: {
    uuid: 'u-10',
    event: 'survey sent',
    distinct_id: 'c',
    timestamp: '2026-03-02T09:21:00Z',
    properties: { $survey_name: 'Checkout', $survey_response: 'The coupon field forgets what I type.', $survey_response_1: '2' },
  },
};

/** A row of the events API. */
export const pulledRow = { id: exceptionEvent.uuid, ...exceptionEvent, uuid: undefined, elements: [], person: null };
