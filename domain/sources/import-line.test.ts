import { describe, expect, it } from 'vitest';
import { MalformedPayloadError } from '../errors.ts';
import type { Report } from '../report.ts';
import { NormalizedReport, SourceName } from '../report.ts';
import { exportLine, parseImportLine } from './import-line.ts';
import { SOURCES } from './index.ts';

const facts = { receivedAt: '2026-03-02T12:00:00.000Z', userId: null };
const line = { source: 'github', title: 'Export stops', body: 'It stops at row 1000.' } as const;

function importOf(payload: unknown, source: SourceName = 'github') {
  const parsed = parseImportLine(source, payload, facts);
  if (parsed.outcome !== 'report') throw new Error(`expected a report, got ${parsed.outcome}`);
  NormalizedReport.parse(parsed.report);
  return parsed;
}

describe('an imported line', () => {
  it('needs a source, a title and a body', () => {
    expect(importOf(line)).toEqual({
      outcome: 'report',
      report: {
        externalId: null,
        title: 'Export stops',
        body: 'It stops at row 1000.',
        kind: 'human',
        occurredAt: facts.receivedAt,
        author: null,
        level: null,
        exceptions: [],
        senderGroup: null,
        url: null,
        status: 'open',
        trust: 'public_issue',
        metadata: {},
      },
    });
  });

  it.each(SourceName.options)('of %s is vouched for as that source is', (source) => {
    expect(importOf({ ...line, source }, source).report.trust).toBe(SOURCES[source].trust);
  });

  it('keeps repo and what else it says as metadata, and not what it cannot show', () => {
    const more = {
      repo: 'shop/web',
      raw_text: 'x',
      votes: 4,
      nested: { a: 1 },
      metadata: { labels: 'bug' },
      cluster_id: 'c-1',
      __proto__: null,
    };

    expect(importOf({ ...line, ...more }).report.metadata).toEqual({ labels: 'bug', repo: 'shop/web', raw_text: 'x', votes: 4 });
  });

  it('honours what an export adds, where it is valid', () => {
    const id = '3f0c2d6a-4b1e-4c8f-9a3d-5e6f7a8b9c0d';
    const parsed = importOf({
      ...line,
      id,
      kind: 'machine',
      level: 'fatal',
      status: 'closed',
      occurrences: 12,
      first_seen_at: '2026-02-01T00:00:00.000Z',
      last_seen_at: '2026-03-01T00:00:00.000Z',
      created_at: '2026-03-01T00:00:00Z',
    });

    expect(parsed.report).toMatchObject({ kind: 'machine', level: 'fatal', status: 'closed', metadata: {} });
    expect(parsed.exported).toEqual({
      id,
      occurrences: 12,
      firstSeenAt: '2026-02-01T00:00:00.000Z',
      lastSeenAt: '2026-03-01T00:00:00.000Z',
    });
  });

  it('lives without what is not', () => {
    const wrong = {
      id: '../../x',
      kind: 'robot',
      level: 7,
      status: 'maybe',
      occurrences: -3,
      exceptions: 'none',
      author: {},
      url: 'javascript:x',
    };

    expect(importOf({ ...line, ...wrong })).toEqual(importOf(line));
  });

  it.each([
    null,
    7,
    [],
    {},
    { ...line, title: ' ' },
    { ...line, title: '\u0000' },
    { ...line, body: 7 },
    { ...line, source: 'sentry' },
    { ...line, source: 'telex' },
    { ...line, created_at: 'yesterday' },
    { ...line, metadata: { a: {} } },
  ])('%j is none', (payload) => {
    expect(() => parseImportLine('github', payload, facts)).toThrow(MalformedPayloadError);
  });
});

describe('an exported report', () => {
  const { outcome: _, report } = importOf(line);
  const stored: Report = {
    ...report,
    externalId: '2201',
    kind: 'machine',
    level: 'error',
    author: 'maria-k',
    url: 'https://github.com/shop/web/issues/41',
    senderGroup: 'issue:2201',
    metadata: { repository: 'shop/web', number: 41, done: false },
    exceptions: [{ type: 'RangeError', message: 'row 1001', frames: [{ function: 'rowAt', file: 'rows.ts', line: 7, inApp: true }] }],
    id: '3f0c2d6a-4b1e-4c8f-9a3d-5e6f7a8b9c0d',
    projectId: 'p',
    source: 'github',
    occurredAt: '2026-02-01T00:00:00.000Z',
    receivedAt: '2026-02-01T00:00:01.000Z',
    firstSeenAt: '2026-01-01T00:00:00.000Z',
    lastSeenAt: '2026-02-03T00:00:00.000Z',
    occurrences: 7,
    clusterId: 'c-1',
    evidence: null,
  };

  it('comes back as it was', () => {
    const again = importOf(JSON.parse(JSON.stringify(exportLine(stored))));

    expect(again.report).toEqual(NormalizedReport.parse(stored));
    expect(again.exported).toEqual({
      id: stored.id,
      occurrences: 7,
      firstSeenAt: stored.firstSeenAt,
      lastSeenAt: stored.lastSeenAt,
    });
  });

  it('brings along who met it, by name', () => {
    const line = exportLine({ ...stored, metBy: ['ben', 'zoë'] });

    expect(line.metadata).toEqual({ ...stored.metadata, met_by: ['ben', 'zoë'] });
    const again = importOf(JSON.parse(JSON.stringify(line)));
    expect(again.metBy).toEqual(['ben', 'zoë']);
    expect(again.report.metadata).toEqual(stored.metadata);
  });

  it('takes no list among the facts but that one, and a fact of that name as a fact', () => {
    expect(() => importOf({ ...line, metadata: { labels: ['bug'] } })).toThrow(MalformedPayloadError);
    expect(importOf({ ...line, metadata: { met_by: 'ben' } })).toMatchObject({ report: { metadata: { met_by: 'ben' } } });
  });

  it('says which report and which cluster it was', () => {
    expect(exportLine(stored)).toMatchObject({ id: stored.id, cluster_id: 'c-1', source: 'github', external_id: '2201' });
  });
});
