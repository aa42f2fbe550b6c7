import { readdirSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { MalformedPayloadError } from '../errors.ts';
import { NormalizedReport, SourceName } from '../report.ts';
import { needsSecret, OWN_EVENT, refusedByFilter, SOURCES } from './index.ts';

const facts = { receivedAt: '2026-03-02T12:00:00.000Z', userId: 'u1' };
const all = Object.values(SOURCES);

it('every folder is a source with the same files, and every source a folder', () => {
  const folders = readdirSync(import.meta.dirname, { withFileTypes: true }).filter((entry) => entry.isDirectory());

  expect(folders.map(({ name }) => name).sort()).toEqual([...SourceName.options].sort());
  for (const { name } of folders) {
    expect({ name, files: readdirSync(`${import.meta.dirname}/${name}`) }).toEqual({
      name,
      files: expect.arrayContaining(['index.ts', 'schema.ts', 'normalize.ts', 'normalize.test.ts', 'samples.ts']),
    });
  }
});

it('no two sources share a path', () => {
  expect(new Set(all.map(({ path }) => path)).size).toBe(all.length);
});

describe.each(SourceName.options)('the entry of %s', (name) => {
  const source = SOURCES[name];
  const sample = (at = '2026-03-02T11:59:00.000Z') => {
    const { eventType, payload } = source.sample(at);
    return { eventType, payload: JSON.parse(JSON.stringify(payload)) as unknown };
  };
  const reportOf = ({ eventType, payload }: ReturnType<typeof sample>) => {
    const parsed = source.parse(eventType, payload, facts);
    if (parsed.outcome !== 'report') throw new Error(`the sample of ${name} is ${parsed.outcome}, not a report`);
    return parsed.report;
  };

  it('says what it is, where it is described, and where and how it is received', () => {
    expect(source.name).toBe(name);
    expect(source.label.trim()).not.toBe('');
    if (source.schema === null) expect(source.docsUrl).toMatch(/^https:\/\//u);
    expect(source.path).toMatch(new RegExp(`^/ingest/${name}(?:/[a-z]+)?$`, 'u'));
    expect(source.auth.length).toBeGreaterThan(0);
    const headers = source.auth.flatMap((auth) => (auth.kind === 'hmac' ? [auth.header] : auth.kind === 'token' ? auth.headers : []));
    for (const header of [...headers, source.eventTypeHeader, source.deliveryIdHeader])
      if (header) expect(header).toBe(header.toLowerCase());
    // A shape of our own is answered 422 by its schema; a vendor's proves itself with a secret.
    expect(source.schema !== null || needsSecret(source)).toBe(true);
  });

  it('reads its own sample as a report within bounds, and vouches for it as it says', () => {
    const report = reportOf(sample());

    expect(NormalizedReport.parse(report)).toEqual(report);
    expect(report.trust).toBe(source.trust);
    if (source.schema) expect(source.schema.safeParse(sample().payload).success).toBe(true);
  });

  // What people send is a delivery of its own however often they say it.
  it('gives a sample of that moment, which is a delivery of its own', () => {
    if (needsSecret(source)) expect(sample('2026-03-02T11:58:00.000Z')).not.toEqual(sample());
  });

  it('gives an outcome or says that it does not understand, whatever the event type and the sample', () => {
    for (const eventType of [null, '', 'unheard_of', '__proto__', sample().eventType, OWN_EVENT.pulled]) {
      for (const payload of [sample().payload, null, {}, [], 'text', 7]) {
        try {
          expect(['report', 'status', 'edited', 'filtered', 'routed']).toContain(source.parse(eventType, payload, facts).outcome);
        } catch (error) {
          expect(error).toBeInstanceOf(MalformedPayloadError);
        }
      }
    }
  });

  it('has filters that can be addressed, and that hold their own sample back only when told to', () => {
    const names = source.filters.map((filter) => filter.name);
    const report = reportOf(sample());

    expect(new Set(names).size).toBe(names.length);
    for (const filter of names) expect(filter).toMatch(/^[a-z]+$/u);
    expect(refusedByFilter(name, {}, report)).toBeNull();
    expect(refusedByFilter(name, Object.fromEntries(names.map((filter) => [filter, null])), report)).toBeNull();
    for (const filter of names) expect(refusedByFilter(name, { [filter]: ['something else'] }, report)).toBe(filter);
  });

  it('has a template that is JSON, and a credential whose fields can be filled in', () => {
    if (source.template !== null) expect(typeof JSON.parse(source.template)).toBe('object');
    const fields = source.credential?.fields.map((field) => field.name) ?? [];

    expect(new Set(fields).size).toBe(fields.length);
    for (const field of fields) expect(field).toMatch(/^[a-z_]+$/u);
  });
});
