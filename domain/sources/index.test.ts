import { describe, expect, it } from 'vitest';
import { refusedByFilter, SOURCES } from './index.ts';
import * as sentry from './sentry/samples.ts';

const facts = { receivedAt: '2026-03-02T12:00:00.000Z', userId: 'u1' };

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
