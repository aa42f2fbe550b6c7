import { randomUUID } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import type { InboxRow } from '#domain/delivery';
import { reportId, reportIdOfDelivery } from '#domain/ids';
import type { SourceName } from '#domain/report';
import { OWN_EVENT, SOURCES, TEST_DELIVERY } from '#domain/sources/index';
import { incomingOf, readRow } from './read-row.ts';

const silent = { info: () => undefined, warn: () => undefined, error: () => undefined };
const row = (source: SourceName, body: unknown, fields: Partial<InboxRow> = {}): InboxRow => ({
  id: randomUUID(),
  projectId: randomUUID(),
  source,
  deliveryKey: randomUUID(),
  eventType: null,
  userId: null,
  receivedAt: '2026-03-02T12:00:00.000Z',
  attempts: 0,
  body: body instanceof Uint8Array ? body : Buffer.from(typeof body === 'string' ? body : JSON.stringify(body)),
  ...fields,
});
const read = (of: InboxRow) => readRow(of, silent).parsed;

describe('a row of an import', () => {
  const line = { source: 'sentry', title: 'Export stops', body: 'At row 1000.' };
  const imported = (more = {}) => row('sentry', { ...line, ...more }, { eventType: OWN_EVENT.imported });
  const incoming = (of: InboxRow) => {
    const parsed = read(of);
    return parsed.outcome === 'report' ? incomingOf(of, parsed) : null;
  };

  it('is read as a line of its source, and not as a webhook of it', () => {
    expect(read(imported({ external_id: '7' }))).toMatchObject({ outcome: 'report', report: { externalId: '7', trust: 'signed_monitor' } });
    expect(read(row('sentry', line))).toMatchObject({ outcome: 'unreadable' });
  });

  it('is the fact its identity says, else the report that was exported, else one of its own', () => {
    const [known, exported, bare] = [imported({ external_id: '7', id: randomUUID() }), imported({ id: randomUUID() }), imported()];

    expect(incoming(known)?.reportId).toBe(reportId(known.projectId, 'sentry', '7'));
    expect(incoming(exported)).toMatchObject({
      reportId: JSON.parse(Buffer.from(exported.body).toString()).id,
      exported: { occurrences: 1 },
    });
    expect(incoming(bare)).toMatchObject({ reportId: reportIdOfDelivery(bare.id) });
    expect(incoming(bare)).not.toHaveProperty('exported');
  });
});

it.each(['manual', 'standard'] as const)('a secret in a report of %s is masked before anything keeps it', (source) => {
  const text = `It says ghp_${'a1B2'.repeat(9)} is wrong`;

  expect(read(row(source, { title: text, body: `${text}, password=hunter22` }))).toMatchObject({
    outcome: 'report',
    report: { title: 'It says [token] is wrong', body: expect.stringMatching(/^It says \[token\] is wrong, password=\[secret\]$/) },
  });
});

describe('a test event', () => {
  const testOf = (source: SourceName) => {
    const { eventType, payload } = SOURCES[source].sample('2026-03-02T11:59:00.000Z');
    return row(source, payload, { eventType, deliveryKey: `${TEST_DELIVERY}${randomUUID()}` });
  };

  it.each(Object.keys(SOURCES) as SourceName[])('of %s is understood, and nothing is kept', (source) => {
    expect(read(testOf(source))).toEqual({ outcome: 'filtered', rule: 'a test event: it was understood' });
  });

  it('that is not understood says why', () => {
    expect(read({ ...testOf('splunk'), body: Buffer.from('{}') })).toEqual({
      outcome: 'unreadable',
      reason: 'A Splunk alert without sid, search_name and result.',
    });
  });
});

describe('a body that cannot be read', () => {
  it.each([
    ['nothing', '', 'The body is not JSON.'],
    ['half of JSON', '{"title":', 'The body is not JSON.'],
    ['what gzip writes', new Uint8Array([0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 3]), 'The body is not JSON.'],
    ['bytes that are no text', new Uint8Array([0xff, 0xfe, 0x00]), 'The body is not JSON.'],
    ['10,000 levels', `{"title":${'['.repeat(10_000)}${']'.repeat(10_000)}}`, 'The body is nested deeper than 64 levels.'],
    ['a million levels', '['.repeat(1_000_000), 'The body is nested deeper than 64 levels.'],
  ])('%s is a dead letter with the reason', (_what, body, reason) => {
    expect(read(row('standard', body))).toEqual({ outcome: 'unreadable', reason });
  });

  it('may begin with a byte order mark', () => {
    expect(read(row('standard', '\ufeff{"title":"Broken"}'))).toMatchObject({ outcome: 'report' });
  });
});
