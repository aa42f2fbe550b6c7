import { expect, it } from 'vitest';
import type { ClusterJobBody } from '#domain/api-contract';
import { runTook, runWords } from './run-words.ts';

const run = (fields: Partial<ClusterJobBody> = {}): ClusterJobBody => ({
  ...{ id: '1-a', project_id: 'p', kind: 'clustering', status: 'running', created_at: '', started_at: '', finished_at: null },
  ...{ progress: { step: 'embedding', done: 12, total: 1_200 }, stats: null, space: null },
  ...fields,
});
const ended = (status: 'succeeded' | 'failed', total: number) => ({ status, progress: { step: null, done: 0, total } });

it('says what a run is at', () => {
  expect(runWords(run())).toBe('Making vectors: 12 of 1,200 reports');
  expect(runWords(run({ progress: { step: 'deciding', done: 0, total: 1 } }))).toBe('Deciding on 1 report');
  expect(runWords(run({ status: 'pending' }))).toBe('Begins in a moment');
});

it('says what came of it', () => {
  const stats = { clustered: 9, joined: 4, new_clusters: 5 };
  expect(runWords(run({ ...ended('succeeded', 9), stats }))).toBe('9 reports grouped: 4 joined a cluster, 5 opened one');
  expect(runWords(run(ended('succeeded', 0)))).toBe('Nothing was left to group');
  expect(runWords(run(ended('failed', 3)))).toBe('3 reports went back to wait for the next run');
});

it('speaks of a re-embedding by its space', () => {
  const anew = (fields: Partial<ClusterJobBody>) =>
    runWords(run({ kind: 'reembed', space: 'gemini/x/768', progress: { step: null, done: 64, total: 128 }, ...fields }));

  expect(anew({})).toBe('Comparing anew in gemini/x/768: 64 of 128 reports');
  expect(anew({ status: 'succeeded' })).toBe('64 reports compared anew in gemini/x/768');
  expect(anew({ status: 'failed' })).toContain('Another model came in between');
});

it('rounds how long it took', () => {
  const took = (ms: number) => runTook('2026-03-01T00:00:00.000Z', new Date(Date.UTC(2026, 2, 1) + ms).toISOString());

  expect([took(200), took(42_300), took(119_000), took(200_000)]).toEqual(['under 1 s', '42 s', '119 s', '3 min']);
});
