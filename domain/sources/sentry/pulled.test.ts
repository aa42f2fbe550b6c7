import { describe, expect, it } from 'vitest';
import { MalformedPayloadError } from '../../errors.ts';
import { anyPayload, mangled, neverBreaks } from '#tests/hostile-payloads';
import { OWN_EVENT } from '../definition.ts';
import { parseSentry } from './normalize.ts';
import { eventAlertHook } from './samples.ts';
import { latestEvent, pulledIssue } from './samples-pulled.ts';

const facts = { receivedAt: '2026-03-02T12:00:00.000Z', userId: null };

describe('an issue that is pulled', () => {
  const pull = (payload: unknown) => {
    const parsed = parseSentry(OWN_EVENT.pulled, payload, facts);
    if (parsed.outcome !== 'edited') throw new Error(`expected an edit, got ${parsed.outcome}`);
    return parsed;
  };

  it.each([
    ['unresolved', 'open'],
    ['resolved', 'closed'],
    ['ignored', 'closed'],
    ['resolvedInNextRelease', 'closed'],
  ])('is the fact its hooks tell of, %s being %s', (status, expected) => {
    expect(pull(pulledIssue({ status }))).toMatchObject({
      report: { externalId: '1117540176', status: expected, metadata: { short_id: 'SHOP-API-1F', events: 12 } },
      keepsWords: true,
      at: '2026-03-02T10:00:00.000Z',
    });
  });

  it('brings the stack of its latest event, as a hook would', () => {
    const { report } = pull({ ...pulledIssue(), event: latestEvent });
    const alert = parseSentry('event_alert', eventAlertHook, facts);
    const told = alert.outcome === 'report' ? alert.report : null;

    expect(report.exceptions).toEqual(told?.exceptions);
    expect(report.body).toBe(told?.body);
    expect(report).toMatchObject({ level: 'error', author: '4711', senderGroup: 'issue:1117540176' });
    expect(report.metadata).toMatchObject({ environment: 'production', release: 'shop@4.2.0' });
  });

  it('lives with an event that says nothing', () => {
    expect(pull({ ...pulledIssue(), event: { entries: 'none' } }).report.exceptions).toHaveLength(1);
  });

  it.each([{}, { issue: {} }, { issue: null, event: latestEvent }, []])('is nothing without an id: %#', (payload) => {
    expect(() => parseSentry(OWN_EVENT.pulled, payload, facts)).toThrow(MalformedPayloadError);
  });

  it('gives an outcome in bounds or a MalformedPayloadError, however it is mangled', () => {
    neverBreaks(parseSentry, [OWN_EVENT.pulled], anyPayload);
    neverBreaks(parseSentry, [OWN_EVENT.pulled], mangled({ ...pulledIssue(), event: latestEvent }));
  });
});
