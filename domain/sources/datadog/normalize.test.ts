import { describe, expect, it } from 'vitest';
import { MalformedPayloadError } from '../../errors.ts';
import { NormalizedReport } from '../../report.ts';
import { refusedByFilter } from '../index.ts';
import { parseDatadog } from './normalize.ts';
import { defaultPayload, flatPayload, templateAt } from './samples.ts';
import { TEMPLATE } from './template.ts';

const facts = { receivedAt: '2026-03-02T12:00:00.000Z', userId: null };
const at = '2026-03-02T09:20:04.000Z';

const parse = (payload: unknown) => parseDatadog(null, payload, facts);
function reportOf(payload: unknown): NormalizedReport {
  const parsed = parse(payload);
  if (parsed.outcome !== 'report') throw new Error(`expected a report, got ${parsed.outcome}`);
  return NormalizedReport.parse(parsed.report);
}
function identityOf(payload: unknown): string | null {
  const parsed = parse(payload);
  if (parsed.outcome === 'report') return parsed.report.externalId;
  return parsed.outcome === 'status' ? parsed.externalId : null;
}

describe('an alert from our template', () => {
  it('says what, where, how bad and since when', () => {
    expect(reportOf(templateAt(at))).toMatchObject({
      externalId: 'monitor:4711:host:web-1,service:checkout',
      senderGroup: 'monitor:4711',
      title: 'Checkout answers slowly',
      kind: 'machine',
      level: 'error',
      trust: 'signed_monitor',
      status: 'open',
      occurredAt: at,
      url: 'https://app.datadoghq.example/event/event?id=1604462931112&site=eu',
      metadata: {
        monitor: 'Checkout answers slowly',
        monitor_id: '4711',
        transition: 'Triggered',
        environment: 'production',
        service: 'checkout',
        hostname: 'web-1',
        priority: 'P2',
        org_id: '1234',
      },
    });
  });

  it('leaves out whom it notifies, and keeps the summary and the query', () => {
    const { body } = reportOf(templateAt(at));

    expect(body).toContain('p95 of checkout is above 2 s for 5 minutes.');
    expect(body).toContain('was > 2.0 on average');
    expect(body).toContain('Query: avg(last_5m)');
    expect(body).not.toMatch(/@webhook|@slack/u);
  });

  it('uses only variables that Datadog documents', () => {
    const documented = [
      ...['AGGREG_KEY', 'ALERT_CYCLE_KEY', 'ALERT_ID', 'ALERT_METRIC', 'ALERT_PRIORITY', 'ALERT_QUERY', 'ALERT_SCOPE', 'ALERT_STATUS'],
      ...['ALERT_TITLE', 'ALERT_TRANSITION', 'ALERT_TYPE', 'DATE', 'EVENT_TITLE', 'EVENT_TYPE', 'HOSTNAME', 'ID', 'LAST_UPDATED', 'LINK'],
      ...['ORG_ID', 'ORG_NAME', 'PRIORITY', 'SNAPSHOT', 'TAGS', 'TEXT_ONLY_MSG'],
    ];

    expect(new Set(TEMPLATE.match(/(?<=\$)[A-Z_]+/gu))).toEqual(new Set(documented));
  });

  it('lives with variables that were not replaced', () => {
    expect(reportOf({ ...templateAt(at), alert_scope: '$ALERT_SCOPE', aggreg_key: 'null', hostname: '', tags: '$TAGS' })).toMatchObject({
      externalId: 'monitor:4711:host:web-1,service:checkout',
      metadata: { transition: 'Triggered' },
    });
  });
});

describe('how a monitor stands', () => {
  it.each([
    ['Triggered', 'error'],
    ['Re-Triggered', 'error'],
    ['Renotify', 'error'],
    ['Warn', 'warning'],
    ['Re-Warn', 'warning'],
    ['No Data', 'warning'],
    ['Re-No Data', 'warning'],
  ])('%s is a report of level %s, and opens the fact again', (transition, level) => {
    expect(parse(templateAt(at, { ALERT_TRANSITION: transition }))).toMatchObject({ outcome: 'report', reopens: true, report: { level } });
  });

  it.each([
    ['the transition', { ALERT_TRANSITION: 'Recovered' }],
    ['the title', { ALERT_TRANSITION: 'Null', EVENT_TITLE: '[Recovered on {host:web-1,service:checkout}] Checkout answers slowly' }],
    ['the kind of alert', { ALERT_TRANSITION: '', EVENT_TITLE: 'Checkout answers slowly', ALERT_TYPE: 'success' }],
  ])('a recovery, told by %s, closes the very fact of the alert at its time, and opens none', (_by, variables) => {
    expect(parse(templateAt('2026-03-02T10:00:00.000Z', variables))).toEqual({
      outcome: 'status',
      externalId: identityOf(templateAt(at)),
      status: 'closed',
      at: '2026-03-02T10:00:00.000Z',
      orStore: null,
    });
  });

  it('a test of the notification is left out', () => {
    expect(parse(templateAt(at, { EVENT_TITLE: '[TEST] [Triggered on {host:web-1}] Checkout answers slowly' })).outcome).toBe('filtered');
  });
});

describe('one fact', () => {
  it('is a monitor and the group that alerts, in whatever order its tags come', () => {
    expect(identityOf(templateAt(at, { ALERT_SCOPE: 'service:checkout, host:web-1' }))).toBe(identityOf(templateAt(at)));
    expect(identityOf(templateAt(at, { ALERT_SCOPE: 'host:web-2,service:checkout' }))).not.toBe(identityOf(templateAt(at)));
    expect(identityOf(templateAt(at, { ALERT_ID: '4712' }))).not.toBe(identityOf(templateAt(at)));
  });

  it('goes by the aggregation key where no monitor is named', () => {
    expect(identityOf(templateAt(at, { ALERT_ID: '' }))).toBe('aggregation:9bd4ac313a4d1e8fae2482df7b77628');
  });

  it('stays apart from others where a scope is very long', () => {
    const scope = (host: string) => `${Array.from({ length: 60 }, (_, i) => `tag${i}:value`).join(',')},zone:${host}`;

    expect(identityOf(templateAt(at, { ALERT_SCOPE: scope('a') }))).not.toBe(identityOf(templateAt(at, { ALERT_SCOPE: scope('b') })));
    expect(identityOf(templateAt(at, { ALERT_SCOPE: scope('a') }))!.length).toBeLessThanOrEqual(256);
  });
});

describe('Datadog’s default payload', () => {
  const triggered = defaultPayload('[P1] [Triggered on {host:db-1}] Disk is nearly full');

  it('is read by its title and the address of its monitor', () => {
    expect(reportOf(triggered)).toMatchObject({
      externalId: 'monitor:815:host:db-1',
      title: 'Disk is nearly full',
      body: 'The disk is nearly full.\n\n**system.disk.in_use** over **host:db-1** was **> 0.9** on average during the **last 5m**.',
      level: 'error',
      occurredAt: '2026-03-02T09:20:04.000Z',
      metadata: { scope: 'host:db-1', transition: 'Triggered', org: 'Shop' },
    });
  });

  it('recovers', () => {
    const recovered = defaultPayload('[Recovered on {host:db-1}] Disk is nearly full', { id: '9' });

    expect(parse(recovered)).toMatchObject({ outcome: 'status', status: 'closed', externalId: identityOf(triggered) });
  });

  it('goes by the monitor’s name where nothing else names it', () => {
    const body = 'Nothing but words.';
    const names = ['[Triggered on {host:a}] Disk', '[Recovered on {host:a}] Disk'].map((title) =>
      identityOf(defaultPayload(title, { body })),
    );

    expect(names).toEqual(['title:Disk:host:a', 'title:Disk:host:a']);
  });

  it('keeps a name that begins with a bracket of its own', () => {
    expect(reportOf(defaultPayload('[Warn] [Checkout] Orders fail')).title).toBe('[Checkout] Orders fail');
  });
});

describe('a payload without a name', () => {
  it('is the fact that its words are', () => {
    expect(identityOf({ text: 'queue is 900 s behind' })).toBe('message:queue is 900 s behind');
    expect(identityOf({ text: 'disk is full' })).toBe('message:disk is full');
  });
});

it('leads to the monitor where only the message holds its address', () => {
  const body = '%%%\nCPU is high\n\n- - -\n\n[[Monitor Status](https://app.datadoghq.example/monitors/12345?to_ts=1)]\n%%%';

  expect(reportOf({ title: '[Triggered] CPU is high', body })).toMatchObject({
    url: 'https://app.datadoghq.example/monitors/12345',
    body: 'CPU is high',
  });
});

it('says nothing of a time that is none', () => {
  expect(reportOf({ title: '[Triggered] CPU is high', date: -5 }).occurredAt).toBe(facts.receivedAt);
});

describe('a flat payload of before', () => {
  it('is read, its id being that of the fact', () => {
    expect(reportOf(flatPayload())).toMatchObject({
      externalId: 'event:12345',
      title: 'High CPU on web',
      body: 'CPU is above 90 % for 5 minutes.',
      level: 'error',
      metadata: {
        environment: 'staging',
        tags: 'env:staging, team:web',
        snapshot_url: 'https://p.datadoghq.example/snapshot/2.png',
        org_id: '7',
      },
    });
    expect(parse(flatPayload({ alert_type: 'success' }))).toMatchObject({ outcome: 'status', externalId: 'event:12345', status: 'closed' });
  });

  it.each([
    ['seconds', 1_772_443_204, at],
    ['milliseconds', 1_772_443_204_000, at],
    ['milliseconds as text', '1772443204000', at],
    ['ISO text', '2026-03-02T09:20:04Z', at],
    ['no number', 'NaN', facts.receivedAt],
    ['nothing', null, facts.receivedAt],
    ['a list', [1], facts.receivedAt],
    ['the far future', 9e15, facts.receivedAt],
  ])('has a date in %s', (_what, date, expected) => {
    expect(reportOf(flatPayload({ date })).occurredAt).toBe(expected);
  });

  it('does with a title alone', () => {
    expect(reportOf({ title: 'High CPU' })).toMatchObject({ title: 'High CPU', body: '', level: 'info', occurredAt: facts.receivedAt });
  });
});

it('reads a template of somebody’s own, with other names and objects in it', () => {
  const own = {
    event: { title: '[Warn] Queue is long' },
    alert: { id: 815, transition: 'Warn', scope: 'queue:mail' },
    alertStatus: '901 waiting',
  };

  expect(reportOf(own)).toMatchObject({
    externalId: 'monitor:815:queue:mail',
    title: 'Queue is long',
    level: 'warning',
    body: '901 waiting',
  });
});

describe('the list of monitors', () => {
  const refused = (monitors: string[], payload: unknown) => refusedByFilter('datadog', { monitors }, reportOf(payload));

  it.each([
    ['its id', ['4711'], null],
    ['its name', ['checkout answers SLOWLY'], null],
    ['a star', ['*'], null],
    ['nothing', [], null],
    ['another id', ['4712'], 'monitors'],
  ])('held against %s', (_what, monitors, expected) => {
    expect(refused(monitors, templateAt(at))).toBe(expected);
  });

  it('takes the id of a flat payload for the monitor’s', () => {
    expect(refused(['12345'], flatPayload())).toBeNull();
    expect(refused(['12346'], flatPayload())).toBe('monitors');
  });
});

it.each([null, 'text', [], 7, {}, { id: '1' }, { title: ' ' }, { title: { a: 1 } }, { title: '$EVENT_TITLE' }])(
  '%j is nothing we understand',
  (payload) => {
    expect(() => parse(payload)).toThrow(MalformedPayloadError);
  },
);
