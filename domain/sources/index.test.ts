import { describe, expect, it } from 'vitest';
import { SourceName } from '../report.ts';
import { refusedByFilter, SOURCES } from './index.ts';
import * as sentry from './sentry/samples.ts';

const facts = { receivedAt: '2026-03-02T12:00:00.000Z', userId: 'u1' };

// Only sources that are read already; every one of them in the end.
describe.each(SourceName.options.filter((name) => !['datadog'].includes(name)))('the entry of %s', (name) => {
  const source = SOURCES[name];
  const { eventType, payload } = source.sample('2026-03-02T11:59:00.000Z');
  const parsed = source.parse(eventType, payload, facts);
  const report = parsed.outcome === 'report' ? parsed.report : null;

  it('parses its own sample and vouches for it as it says', () => {
    expect(source.name).toBe(name);
    expect(report?.trust).toBe(source.trust);
  });

  it('filters nothing while no list is set', () => {
    expect(refusedByFilter(name, {}, report!)).toBeNull();
    expect(refusedByFilter(name, Object.fromEntries(source.filters.map((filter) => [filter.name, null])), report!)).toBeNull();
  });
});

describe('the allow-lists of Sentry', () => {
  const parsed = SOURCES.sentry.parse('event_alert', sentry.eventAlertHook, facts);
  const report = parsed.outcome === 'report' ? parsed.report : null;

  it.each([
    [{ environments: ['Production'] }, null],
    [{ environments: [] }, null],
    [{ environments: ['staging'] }, 'environments'],
    [{ environments: ['production'], levels: ['fatal'] }, 'levels'],
    [{ levels: ['error', 'fatal'] }, null],
  ])('%j', (filters, refusedBy) => {
    expect(refusedByFilter('sentry', filters, report!)).toBe(refusedBy);
  });

  it('let a report pass that does not say', () => {
    const { environment: _, ...metadata } = report!.metadata;

    expect(refusedByFilter('sentry', { environments: ['staging'] }, { ...report!, metadata })).toBeNull();
  });
});
