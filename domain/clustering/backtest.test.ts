import { expect, it } from 'vitest';
import { crashWith, reportWith } from '#tests/report-builders';
import { backtest } from './backtest.ts';
import { DEFAULT_BANDS } from './bounds.ts';
import { NO_CONSTRAINTS } from './constraints.ts';

const twice = (clusterId: string) =>
  reportWith({
    title: 'Customer charged twice',
    body: 'Clicking Pay twice charges the card two times for one order.',
    source: 'github',
    clusterId,
  });
const strict = { ...DEFAULT_BANDS, issue: { joinAt: 1, suggestAt: 0.2 } };

it('says nothing where other bounds change nothing', () => {
  const reports = [twice('A'), twice('A'), crashWith('TypeError', ['total', 'checkout'], { clusterId: 'B' })];

  expect(backtest({ reports, before: [], bands: DEFAULT_BANDS })).toEqual({ reports: 3, wouldJoin: [], wouldSplit: [], wouldSuggest: 0 });
});

it('tells what stricter bounds would split and ask', () => {
  const reports = [twice('A'), twice('A')];

  expect(backtest({ reports, before: [], bands: strict })).toMatchObject({
    wouldJoin: [],
    wouldSplit: [{ clusterId: 'A', parts: 2, reports: 2 }],
    wouldSuggest: 1,
  });
});

it('tells what looser bounds would join', () => {
  const reports = [twice('A'), twice('B')];

  expect(backtest({ reports, before: [], bands: DEFAULT_BANDS }).wouldJoin).toEqual([{ clusterIds: ['A', 'B'], reports: 2 }]);
});

it('leaves apart what people separated', () => {
  const reports = [twice('A'), twice('B')];
  const constraints = {
    ...NO_CONSTRAINTS,
    cannotLink: [{ a: { reports: [reports[0]!.id], clusters: [] }, b: { reports: [reports[1]!.id], clusters: [] } }],
  };

  expect(backtest({ reports, before: [], bands: DEFAULT_BANDS, constraints }).wouldJoin).toEqual([]);
});
