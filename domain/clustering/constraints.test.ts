import { describe, expect, it } from 'vitest';
import { crashWith, reportWith } from '#tests/report-builders';
import type { Report } from '../report.ts';
import type { Side } from '../teaching.ts';
import { assign } from './assign.ts';
import { DEFAULT_BANDS } from './bounds.ts';
import { constraintsOf, NO_CONSTRAINTS, type Constraints } from './constraints.ts';

function run(reports: readonly Report[], known: readonly Report[], constraints: Partial<Constraints>) {
  const decisions = assign({
    reports,
    known,
    vectors: new Map(),
    nearest: new Map(),
    space: null,
    bands: DEFAULT_BANDS,
    constraints: { ...NO_CONSTRAINTS, ...constraints },
    now: '2026-03-02T00:00:00.000Z',
    newClusterId: (first) => `cluster of ${first}`,
  });
  return new Map(decisions.map((decision) => [decision.reportId, decision]));
}

const side = (...reports: string[]): Side => ({ reports, clusters: [] });
const crash = (clusterId: string | null = null) => crashWith('TypeError', ['total', 'checkout'], { clusterId });
const charge = (clusterId: string | null = null) =>
  reportWith({ title: 'Customer charged twice', body: 'Clicking Pay twice charges the card two times for one order.', clusterId });

describe.each([
  ['the fingerprint', crash],
  ['words', charge],
])('what a person separated is not joined again by %s', (_by, make) => {
  it('a report declined for a cluster', () => {
    const [known, report] = [make('A'), make()];
    const cannotJoin = [{ reportId: report.id, clusterId: 'A' }];

    expect(run([report], [known], {}).get(report.id)!.clusterId).toBe('A');
    const decision = run([report], [known], { cannotJoin }).get(report.id)!;
    expect(decision.clusterId).toBe(`cluster of ${report.id}`);
    expect(decision.suggestions).toEqual([]);
  });

  it('two reports of one run', () => {
    const reports = [make(), make()];
    const cannotLink = [{ a: side(reports[0]!.id), b: side(reports[1]!.id) }];

    expect(new Set([...run(reports, [], {}).values()].map((one) => one.clusterId)).size).toBe(1);
    expect(new Set([...run(reports, [], { cannotLink }).values()].map((one) => one.clusterId)).size).toBe(2);
  });

  it('nor does a third report bring them together', () => {
    const [left, right, between] = [make(), make(), make()];
    const decisions = run([left, right, between], [], { cannotLink: [{ a: side(left.id), b: side(right.id) }] });

    expect(decisions.get(left.id)!.clusterId).not.toBe(decisions.get(right.id)!.clusterId);
  });

  it('a report taken out of a cluster whose reports are known', () => {
    const [stays, report] = [make('A'), make()];

    expect(run([report], [stays], { cannotLink: [{ a: side(report.id), b: side(stays.id) }] }).get(report.id)!.clusterId).not.toBe('A');
  });

  it('a report kept apart from a cluster, whoever is in it by now', () => {
    const [came, report] = [make('A'), make()];
    const cannotLink = [{ a: side(report.id), b: { reports: ['gone'], clusters: ['A'] } }];

    const decision = run([report], [came], { cannotLink }).get(report.id)!;
    expect(decision.clusterId).toBe(`cluster of ${report.id}`);
    expect(decision.suggestions).toEqual([]);
  });

  it('nothing is added to a locked cluster', () => {
    const [known, report] = [make('A'), make()];
    const decision = run([report], [known], { lockedClusterIds: new Set(['A']) }).get(report.id)!;

    expect(decision.clusterId).not.toBe('A');
    expect(decision.suggestions).toEqual([]);
  });
});

describe('what a person joined', () => {
  const other = () => reportWith({ title: 'Invoice PDF is blank', body: 'One white page.' });

  it('comes together though nothing is alike', () => {
    const reports = [charge(), other()];
    const decisions = run(reports, [], { mustLink: [side(...reports.map((report) => report.id))] });

    expect(decisions.get(reports[0]!.id)!.clusterId).toBe(decisions.get(reports[1]!.id)!.clusterId);
    expect(decisions.get(reports[1]!.id)!.evidence).toMatchObject({ rule: 'person', nearestReportId: reports[0]!.id });
  });

  it('comes to the cluster of the known ones, a locked one too', () => {
    const [known, report] = [charge('A'), other()];
    const lockedClusterIds = new Set(['A']);

    expect(run([report], [known], { mustLink: [side(known.id, report.id)], lockedClusterIds }).get(report.id)!.clusterId).toBe('A');
    expect(run([report], [known], { mustJoin: [{ reportId: report.id, clusterId: 'A' }] }).get(report.id)!.clusterId).toBe('A');
  });

  it('comes to the cluster a person spoke of, though nobody of then is there', () => {
    const [came, report] = [charge('A'), other()];

    expect(run([report], [came], { mustLink: [{ reports: [report.id], clusters: ['gone', 'A'] }] }).get(report.id)!.clusterId).toBe('A');
  });

  it('is not asked of a cluster that is gone', () => {
    const report = other();

    expect(run([report], [], { mustJoin: [{ reportId: report.id, clusterId: 'gone' }] }).get(report.id)!.clusterId).toBe(
      `cluster of ${report.id}`,
    );
  });

  it('gives way to what is separated', () => {
    const reports = [charge(), charge()];
    const ids = reports.map((report) => report.id);
    const decisions = run(reports, [], { mustLink: [side(...ids)], cannotLink: [{ a: side(ids[0]!), b: side(ids[1]!) }] });

    expect(decisions.get(ids[0]!)!.clusterId).not.toBe(decisions.get(ids[1]!)!.clusterId);
  });
});

it('a teaching of the journal is constraints with nothing locked', () => {
  expect(constraintsOf({ mustLink: [side('a', 'b')], cannotLink: [] }, ['A'])).toEqual({
    ...NO_CONSTRAINTS,
    mustLink: [side('a', 'b')],
    lockedClusterIds: new Set(['A']),
  });
});
