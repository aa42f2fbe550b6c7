import { describe, expect, test } from 'vitest';
import { createLocalEmbedder } from '#adapters/local-model/embedder';
import { assign } from '#domain/clustering/assign';
import { bandsOf } from '#domain/clustering/bounds';
import { spaceName } from '#domain/ports/vector-index';
import { NormalizedReport, type Report } from '#domain/report';
import { SOURCES } from '#domain/sources/index';
import { ProjectSettings } from '#domain/project';
import { sampleRepeats, sampleReports, type SampleReport } from './reports.ts';

const now = new Date('2026-11-25T12:00:00Z');
const reports = sampleReports(now);

describe('the reports of the sample', () => {
  test('are at least 28, with four to six for each of the five bugs, and noise', () => {
    const counts = Object.fromEntries(
      Map.groupBy(reports, (report) => report.bug ?? 'noise')
        .entries()
        .map(([bug, of]) => [bug, of.length]),
    );

    expect(counts).toEqual({ 'csv-export': 6, discounts: 6, search: 6, invoices: 6, stock: 5, noise: 5 });
    expect(new Set(reports.map((report) => report.source))).toEqual(new Set(['sentry', 'github', 'manual']));
    expect(new Set(reports.map((report) => report.deliveryId)).size).toBe(reports.length);
  });

  test('are what the parsers understand, under the titles they are known by', () => {
    expect(reports.map((report) => parse(report).title)).toEqual(reports.map((report) => report.title));
  });

  test('come from the last ten days', () => {
    const ages = reports.map((report) => (now.getTime() - Date.parse(parse(report).occurredAt)) / 3_600_000);

    expect(Math.max(...ages)).toBeGreaterThan(200);
    expect(ages.every((age) => age >= 0 && age <= 240)).toBe(true);
  });

  test('told again are the same facts', () => {
    const known = new Set(reports.map((report) => parse(report).externalId));

    expect(sampleRepeats(now).map((repeat) => known.has(parse(repeat).externalId))).toEqual([true, true, true]);
  });

  test.each([
    ['all at once', [reports]],
    ['as they are sent, in runs of ten', chunks(reports, 10)],
    ['as they are sent, one by one', chunks(reports, 1)],
    ['people first', [reports.filter((report) => report.source !== 'sentry'), reports.filter((report) => report.source === 'sentry')]],
  ])('fall into one cluster per bug and one per noise: %s', async (_, runs) => {
    const clusterOf = await cluster(runs);

    const found = [...Map.groupBy(reports, (report) => clusterOf.get(report.key)).values()].map((of) =>
      of.map((report) => report.key).sort(),
    );
    const expected = [...Map.groupBy(reports, (report) => report.bug ?? report.key).values()].map((of) =>
      of.map((report) => report.key).sort(),
    );
    expect(found.sort()).toEqual(expected.sort());
  });
});

function parse(report: Pick<SampleReport, 'source' | 'eventType' | 'body'>): NormalizedReport {
  const body: unknown = JSON.parse(JSON.stringify(report.body));
  const parsed = SOURCES[report.source].parse(report.eventType, body, { receivedAt: now.toISOString(), userId: 'owner' });
  if (parsed.outcome !== 'report') throw new Error(`${report.source}: ${parsed.outcome}`);
  return NormalizedReport.parse(parsed.report);
}

/** Runs of the clustering rule as the coordinator makes them: each knows what the ones before it decided. */
async function cluster(runs: readonly (readonly SampleReport[])[]): Promise<Map<string, string>> {
  const embedder = createLocalEmbedder();
  const known: Report[] = [];
  const vectorOf = new Map<string, Float32Array>();
  let received = 0;
  for (const run of runs) {
    const batch = run.map((report) => stored(report, new Date(now.getTime() + received++ * 1000).toISOString()));
    const vectors = await embedder.embed(batch);
    batch.forEach((report, i) => vectorOf.set(report.id, vectors[i]!));
    const decisions = assign({
      reports: batch,
      known,
      vectors: new Map(batch.map((report) => [report.id, vectorOf.get(report.id)!])),
      nearest: new Map(batch.map((report) => [report.id, nearest(report, known, vectorOf)])),
      space: spaceName(embedder.space),
      bands: bandsOf(ProjectSettings.parse({}), embedder.space),
      now: now.toISOString(),
      newClusterId: (first) => `cluster of ${first}`,
    });
    decisions.forEach((decision, i) => known.push({ ...batch[i]!, clusterId: decision.clusterId, evidence: decision.evidence }));
  }
  return new Map(known.map((report) => [report.id, report.clusterId ?? '']));
}

function nearest(report: Report, known: readonly Report[], vectors: ReadonlyMap<string, Float32Array>) {
  const own = vectors.get(report.id)!;
  return known
    .filter((other) => other.kind === 'human' && report.kind === 'human')
    .map((other) => ({
      id: other.id,
      clusterId: other.clusterId ?? '',
      cosine: vectors.get(other.id)!.reduce((sum, value, i) => sum + value * own[i]!, 0),
    }))
    .sort((a, b) => b.cosine - a.cosine)
    .slice(0, 10);
}

function stored(report: SampleReport, receivedAt: string): Report {
  const normalized = parse(report);
  return {
    ...normalized,
    id: report.key,
    projectId: 'p',
    source: report.source,
    receivedAt,
    firstSeenAt: normalized.occurredAt,
    lastSeenAt: normalized.occurredAt,
    occurrences: 1,
    clusterId: null,
    evidence: null,
  };
}

function chunks<T>(items: readonly T[], size: number): T[][] {
  return Array.from({ length: Math.ceil(items.length / size) }, (_, i) => items.slice(i * size, (i + 1) * size));
}
