import { describe, expect, it } from 'vitest';
import type { Report } from '../report.ts';
import { EXCERPT_LIMITS, pathsForPlan, pickExcerpts, readableSources } from './excerpts.ts';

function report(fields: Partial<Report>): Report {
  const at = '2026-01-01T00:00:00.000Z';
  return {
    ...{
      id: 'r',
      projectId: 'p',
      source: 'manual',
      externalId: null,
      title: 't',
      body: '',
      kind: 'human',
      occurredAt: at,
      author: null,
      level: null,
    },
    ...{ exceptions: [], senderGroup: null, url: null, status: 'open', trust: 'anonymous', metadata: {}, receivedAt: at, firstSeenAt: at },
    ...{ lastSeenAt: at, occurrences: 1, clusterId: null, evidence: null },
    ...fields,
  };
}

const files = [
  { path: 'src/cart.js', text: 'export function addLine(cart) {}' },
  { path: 'src/discounts.js', text: 'export function applyVoucher(totalCents, voucher) {}' },
  { path: 'src/invoices.js', text: 'export function dueDate(invoice) {}' },
  { path: 'test/discounts.test.js', text: 'test("voucher", () => applyVoucher())' },
];

describe('choosing what a plan is made from', () => {
  it('puts the file of the throwing frame first, however its path is written', () => {
    const frames = [
      { function: 'main', file: '/srv/app/src/cart.js', line: 1, inApp: true },
      { function: 'dueDate', file: 'app:///src/invoices.js?x=1', line: 1, inApp: true },
    ];

    const picked = pickExcerpts(files, [report({ title: 'Voucher', exceptions: [{ type: 'E', message: '', frames }] })]);

    expect(picked.map((file) => file.path)).toEqual(['src/invoices.js', 'src/cart.js', 'src/discounts.js', 'test/discounts.test.js']);
  });

  it('finds files by the words of people, source before its test', () => {
    const picked = pickExcerpts(files, [report({ title: 'My vouchers are applied twice' })]);

    expect(picked.map((file) => file.path)).toEqual(['src/discounts.js', 'test/discounts.test.js']);
  });

  it('picks nothing for words that no file knows', () => {
    expect(pickExcerpts(files, [report({ title: 'zzz qqq' })])).toEqual([]);
  });

  it('stays within the characters a model is given', () => {
    const big = Array.from({ length: 10 }, (_, i) => ({ path: `src/voucher${i}.js`, text: 'voucher '.repeat(2000) }));

    const total = pickExcerpts(big, [report({ title: 'voucher' })]).reduce((sum, file) => sum + file.text.length, 0);

    expect(total).toBeGreaterThan(0);
    expect(total).toBeLessThanOrEqual(EXCERPT_LIMITS.chars);
  });

  it('reads sources only, and none that is built, foreign or huge', () => {
    const all = ['src/a.ts', 'README.md', 'dist/a.js', 'node_modules/b/c.js', 'logo.png'].map((path) => ({ path, sizeBytes: 10 }));

    expect(readableSources([...all, { path: 'src/huge.js', sizeBytes: 1_000_000 }])).toEqual(['src/a.ts']);
  });

  it('lists the excerpts’ paths first and at most as many as a planner takes', () => {
    const all = Array.from({ length: 600 }, (_, i) => `src/f${i}.js`);

    const paths = pathsForPlan(['README.md', ...all], ['src/f599.js']);

    expect(paths).toHaveLength(EXCERPT_LIMITS.paths);
    expect(paths[0]).toBe('src/f599.js');
  });
});
