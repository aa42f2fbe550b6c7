import { describe, expect, it } from 'vitest';
import type { Report } from '#domain/report';
import { crashWith, reportWith } from '#tests/report-builders';
import { proposeCleanup, type CleanupInput } from './cleanup.ts';
import { KnownIndex } from './known-index.ts';
import { Likenesses } from './likeness.ts';

const NOISE = Array.from({ length: 60 }, (_, i) =>
  reportWith({ title: `Unrelated ticket about topic${i} and thing${i * 7}`, source: 'github', clusterId: `noise${i}` }),
);
const issue = (clusterId: string, title: string) => reportWith({ title, source: 'github', author: `who wrote: ${title}`, clusterId });
const exportsIn = (clusterId: string, count = 3) =>
  [
    'CSV export of orders is cut off at row 1000',
    'Orders CSV export is cut off at row 1000',
    'The CSV export of my orders is cut off at row 1000',
    'CSV export of my orders cut off at row 1000 again',
  ]
    .slice(0, count)
    .map((title) => issue(clusterId, title));
const loginsIn = (clusterId: string) =>
  ['Password reset mail never arrives for Outlook accounts', 'Outlook accounts: the password reset mail never arrives'].map((title) =>
    issue(clusterId, title),
  );

function proposals(reports: readonly Report[], more: Partial<CleanupInput> = {}, isProtected: readonly string[] = []) {
  const index = new KnownIndex([...reports, ...NOISE]);
  const clusters = [...Map.groupBy(reports, (report) => report.clusterId!)].map(([id, members]) => ({
    id,
    members: members.map((report) => report.id),
    isProtected: isProtected.includes(id),
  }));
  const steps = proposeCleanup({
    index,
    likenesses: new Likenesses(index),
    clusters,
    apart: { clusters: () => false },
    mustLink: [],
    ...more,
  });
  for (;;) {
    const { done, value } = steps.next();
    if (done) return value;
  }
}

describe('what clean-up proposes', () => {
  it('is to merge clusters that are one problem, into the larger one, with the number it goes by', () => {
    const [proposal, ...others] = proposals([
      ...exportsIn('a', 3),
      issue('b', 'CSV export of my orders cut off at row 1000 again'),
      ...loginsIn('c'),
    ]);

    expect(proposal).toMatchObject({ kind: 'merge', command: { kind: 'merge', into: 'a', from: ['b'] }, clusterIds: ['a', 'b'] });
    expect(proposal!.score).toBeGreaterThanOrEqual(0.35);
    expect(others).toEqual([]);
  });

  it('is to split what holds two problems, and by how much the parts hold together better', () => {
    const logins = loginsIn('a');

    const [proposal, ...others] = proposals([...exportsIn('a', 4), ...logins]);

    expect(proposal).toMatchObject({ kind: 'split', command: { cluster: 'a' } });
    expect(new Set(proposal!.command.kind === 'split' ? proposal!.command.reports : [])).toEqual(new Set(logins.map(({ id }) => id)));
    expect(proposal!.score).toBeGreaterThanOrEqual(0.05);
    expect(proposal!.before).toBeLessThan(0.5);
    expect(others).toEqual([]);
  });

  it('is one thing at a time for a cluster: apart first, the part that is most another problem', () => {
    const slow = ['Search over all customers takes ten seconds', 'Searching customers takes ten seconds'].map((title) => issue('a', title));
    const mixed = [...exportsIn('a', 4), ...loginsIn('a'), ...slow];

    const found = proposals([...mixed, ...exportsIn('b', 2)]);

    expect(found.filter(({ clusterIds }) => clusterIds.includes('a'))).toMatchObject([{ kind: 'split', command: { cluster: 'a' } }]);
  });

  it('is to part crashes that have nothing in common, each of which came often', () => {
    const crashes = (...functions: string[]) => Array.from({ length: 3 }, () => crashWith('RangeError', functions, { clusterId: 'c' }));
    const [dates, mails] = [crashes('formatDate', 'rowOf', 'exportCsv'), crashes('sendMail', 'notify', 'onPaid', 'checkout')];

    const [proposal, ...others] = proposals([...dates, ...mails]);

    expect(proposal).toMatchObject({ kind: 'split', clusterIds: ['c'] });
    expect([dates, mails].map((all) => all.map(({ id }) => id))).toContainEqual(
      proposal!.command.kind === 'split' ? [...proposal!.command.reports] : [],
    );
    expect(others).toEqual([]);
  });

  it('is nothing for two single reports, which suggestions ask about', () => {
    const [first, other, again] = ['a', 'b', 'b'].map((id, i) =>
      issue(id, ['CSV export of orders is cut off', 'CSV export of orders stops too early', 'Orders export to CSV is cut off early'][i]!),
    );

    expect(proposals([first!, other!])).toEqual([]);
    expect(proposals([first!, other!, again!])).toMatchObject([{ kind: 'merge' }]);
  });

  it('is nothing for what holds together', () => {
    const crashes = Array.from({ length: 9 }, () => crashWith('RangeError', ['formatDate', 'rowOf', 'exportCsv'], { clusterId: 'c' }));

    expect(proposals([...exportsIn('a', 4), ...loginsIn('b'), ...crashes])).toEqual([]);
  });

  it('leaves alone what a fix or a person holds', () => {
    const reports = [...exportsIn('a', 3), ...exportsIn('b', 2), ...exportsIn('mixed', 2), ...loginsIn('mixed')];

    expect(proposals(reports, {}, ['a', 'mixed'])).toEqual([]);
    expect(proposals(reports).length).toBeGreaterThan(0);
  });

  it('never merges what a person separated, nor parts what a person joined', () => {
    expect(proposals([...exportsIn('a', 3), ...exportsIn('b', 2)], { apart: { clusters: () => true } })).toEqual([]);

    const logins = loginsIn('a');
    const exported = exportsIn('a', 4);
    expect(proposals([...exported, ...logins], { mustLink: [{ reports: [exported[0]!.id, logins[0]!.id], clusters: [] }] })).toEqual([]);
  });
});
