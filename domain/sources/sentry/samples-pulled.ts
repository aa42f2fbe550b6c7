import { event, type frames, issue } from './samples.ts';

/* What Sentry's API answers for the issue and the event of samples.ts; for tests. */

const camelFrame = ({ function: name, filename, module, abs_path: absPath, lineno: lineNo, in_app: inApp }: (typeof frames)[number]) => ({
  function: name,
  filename,
  module,
  absPath,
  lineNo,
  colNo: null,
  inApp,
  vars: {},
});

/** An issue of the API's list and, as `GET /issues/{id}/events/latest/` answers it, its latest event. */
export const pulledIssue = (fields: Record<string, unknown> = {}) => ({ issue: { ...issue, hasSeen: false, annotations: [], ...fields } });
export const latestEvent = {
  id: event.event_id,
  eventID: event.event_id,
  groupID: event.issue_id,
  title: event.title,
  message: '',
  location: 'app/reports/rows.js',
  culprit: event.culprit,
  platform: 'node',
  dateCreated: '2026-03-02T09:20:04Z',
  dateReceived: '2026-03-02T09:20:05Z',
  release: { version: 'shop@4.2.0', shortVersion: '4.2.0' },
  metadata: event.metadata,
  user: event.user,
  fingerprints: ['29f7ffc4903a8a990408b80a3b4c95a2'],
  tags: [
    { key: 'environment', value: 'production' },
    { key: 'level', value: 'error' },
  ],
  entries: [
    {
      type: 'exception',
      data: {
        values: event.exception.values.map(({ type, value, stacktrace }) => ({
          type,
          value,
          module: null,
          stacktrace: { frames: stacktrace.frames.map(camelFrame), hasSystemFrames: true },
        })),
        hasSystemFrames: true,
        excOmitted: null,
      },
    },
    { type: 'breadcrumbs', data: { values: [{ category: 'http', message: 'GET /orders' }] } },
    { type: 'request', data: { method: 'GET', url: 'https://shop.example/orders/export', query: [['token', 'abc']] } },
  ],
};
