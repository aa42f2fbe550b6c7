import collection from '@octokit/webhooks-examples';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { OWN_EVENT } from '../definition.ts';
import { parseGitHub } from './normalize.ts';

/** Event → what may become of it. */
const OUTCOMES: Record<string, string[]> = {
  issues: ['report', 'status', 'edited', 'filtered'],
  issue_comment: ['report', 'filtered'],
  pull_request: ['routed', 'filtered'],
  ping: ['filtered'],
};
const Examples = z.array(z.object({ name: z.string(), examples: z.array(z.record(z.string(), z.unknown())) }));
const facts = { receivedAt: '2026-03-01T10:00:00.000Z', userId: null };
const payloads = Examples.parse(collection)
  .filter(({ name }) => name in OUTCOMES)
  .flatMap(({ name, examples: list }) => list.map((payload, i) => ({ name, action: String(payload.action ?? ''), i, payload })));

describe('payloads that GitHub has really sent', () => {
  it('are many', () => {
    expect(payloads.length).toBeGreaterThan(50);
  });

  it.each(payloads)('$name $action ($i) is understood', ({ name, payload }) => {
    expect(OUTCOMES[name]).toContain(parseGitHub(name, payload, facts).outcome);
  });

  it.each(
    payloads.filter(
      ({ name, payload }) => name === 'issues' && 'state' in Object(payload.issue) && !('pull_request' in Object(payload.issue)),
    ),
  )('the issue of $name $action ($i), pulled, is the same fact', ({ payload }) => {
    const pulled = parseGitHub(OWN_EVENT.pulled, { issue: payload.issue, repository: 'Codertocat/Hello-World' }, facts);
    const opened = parseGitHub('issues', { ...payload, action: 'opened' }, facts);

    expect(pulled).toMatchObject({ outcome: 'edited', report: { externalId: opened.outcome === 'report' && opened.report.externalId } });
  });

  it.each(payloads.filter(({ name, action }) => name === 'issue_comment' && action === 'created'))(
    'a comment ($i) of a person counts',
    ({ payload }) => {
      expect(parseGitHub('issue_comment', payload, facts)).toMatchObject({
        outcome: 'report',
        occurrenceKey: expect.stringMatching(/^comment:\d+$/u),
      });
    },
  );

  it.each(payloads.filter(({ name, action }) => name === 'issues' && action === 'opened'))(
    'an opened issue ($i) becomes a report',
    ({ payload }) => {
      expect(parseGitHub('issues', payload, facts).outcome).toBe('report');
    },
  );
});
