import type { Evidence, Report } from '#domain/report';

let count = 0;

/** A human report of its own, for tests; only the fields that matter are given. Received in the order they are built. */
export function reportWith(fields: Partial<Report> = {}): Report {
  count += 1;
  const at = new Date(Date.UTC(2026, 2, 1) + count * 1000).toISOString();
  return {
    id: `00000000-0000-4000-8000-${String(count).padStart(12, '0')}`,
    projectId: 'project',
    source: fields.kind === 'machine' ? 'sentry' : 'manual',
    externalId: null,
    title: 'Something is broken',
    body: '',
    kind: 'human',
    occurredAt: at,
    author: null,
    level: null,
    exceptions: [],
    senderGroup: null,
    url: null,
    status: 'open',
    trust: fields.kind === 'machine' ? 'signed_monitor' : 'teammate',
    metadata: {},
    receivedAt: at,
    firstSeenAt: at,
    lastSeenAt: at,
    occurrences: 1,
    clusterId: null,
    evidence: null,
    ...fields,
  };
}

/** A crash whose trace is these functions, innermost first, each in `<function>.js`. */
export function crashWith(type: string, functions: readonly string[], fields: Partial<Report> & { message?: string } = {}): Report {
  const { message = 'it broke', ...rest } = fields;
  const frames = functions.toReversed().map((name, i) => ({ function: name, file: `app/${name}.js`, line: 10 + i, inApp: true }));
  return reportWith({ kind: 'machine', level: 'error', title: `${type}: ${message}`, exceptions: [{ type, message, frames }], ...rest });
}

export function evidenceWith(fields: Partial<Evidence> = {}): Evidence {
  return {
    rule: 'first',
    version: 'words-1',
    score: null,
    bound: null,
    nearestReportId: null,
    nearestTitle: null,
    sharedWords: [],
    sharedFrames: [],
    fingerprint: null,
    space: null,
    decidedAt: '2026-03-01T00:00:00.000Z',
    ...fields,
  };
}
