import { describe, expect, it } from 'vitest';
import { anyPayload, mangled, neverBreaks } from '#tests/hostile-payloads';
import { parseDatadog } from './normalize.ts';
import { defaultPayload, flatPayload, templateAt } from './samples.ts';

const facts = { receivedAt: '2026-03-02T12:00:00.000Z', userId: null };
const at = '2026-03-02T09:20:04.000Z';

describe('hostile bodies', () => {
  it('give an outcome in bounds or a MalformedPayloadError', () => {
    neverBreaks(parseDatadog, [null], anyPayload);
    for (const sample of [templateAt(at), defaultPayload('[Triggered on {host:db-1}] Disk'), flatPayload()]) {
      neverBreaks(parseDatadog, [null], mangled(sample));
    }
  });

  it('take linear time', () => {
    const began = performance.now();

    for (const part of ['[', '[P1]', '[Triggered on {', '@webhook-', '@a', '\n%%%', '/monitors/1', ',', ' ']) {
      const long = part.repeat(Math.ceil(900_000 / part.length));
      parseDatadog(null, { ...templateAt(at), title: long, body: long, tags: long, alert_scope: long, alert_id: null, link: long }, facts);
    }

    expect(performance.now() - began).toBeLessThan(2000);
  });

  it('cannot name a field of every object', () => {
    const payload: unknown = JSON.parse(
      '{"__proto__": {"alert_id": 1}, "constructor": {"title": "x"}, "title": "a\\u0000b\\ud800", "tags": ["__proto__:1"]}',
    );

    expect(parseDatadog(null, payload, facts)).toMatchObject({ report: { title: 'ab\ufffd', senderGroup: null } });
  });
});
