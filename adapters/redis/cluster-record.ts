import { z } from 'zod';
import { Cluster } from '#domain/cluster';
import type { ClusterMiddle } from '#domain/clustering/cohesion';
import type { ClusterFacts } from '#domain/ports/teaching';
import type { TenantScope } from '#domain/project';
import { factsOf } from '#domain/regrouping/facts';
import { isoOf, parseJson, parseStored } from './stored.ts';

/** Fields of a cluster's hash, in the order of `ClusterFields`. */
export const CLUSTER_FIELDS = [
  'title',
  'summary',
  'summary_by',
  'status',
  'report_count',
  'occurrences',
  'people_count',
  'sources',
  'severity',
  'first_seen_ms',
  'last_seen_ms',
  'created_ms',
  'updated_ms',
  'pull_request_url',
  'pull_request_number',
  'error_message',
  'job_id',
  'worst_level',
  'locked',
  'named_by',
  'snoozed_until_ms',
  'snoozed_until_count',
  'snoozed_from',
  'dismissed_reason',
  'cohesion',
  'exemplars',
  'described_reports',
] as const;
type Field = (typeof CLUSTER_FIELDS)[number];

export const ClusterFields = z.array(z.string().nullable()).length(CLUSTER_FIELDS.length);
/** The trend's hash as a flat list: slot, count, slot, count… */
export const ClusterTrend = z.array(z.string());

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
const HOURS = 24;
const DAYS = 14;

export function clusterOf(scope: TenantScope, id: string, values: (string | null)[], trend: string[], nowMs = Date.now()): Cluster {
  const field = (name: Field) => values[CLUSTER_FIELDS.indexOf(name)] ?? null;
  const number = (name: Field) => Number(field(name));
  const time = (name: Field) => isoOf(number(name));
  const optional = (name: Field) => (field(name) ? number(name) : null);
  const details = { clusterId: id };
  const counts = new Map(Array.from({ length: trend.length / 2 }, (_, i) => [trend[2 * i]!, Number(trend[2 * i + 1])]));
  const pullRequestNumber = field('pull_request_number');
  return parseStored(
    Cluster,
    {
      id,
      projectId: scope.projectId,
      title: field('title'),
      summary: field('summary'),
      summaryBy: field('summary_by'),
      status: field('status'),
      reportCount: number('report_count'),
      occurrences: number('occurrences'),
      peopleCount: number('people_count'),
      sources: parseJson(field('sources') ?? '{}', details),
      severity: parseJson(field('severity') ?? 'null', details),
      firstSeenAt: time('first_seen_ms'),
      lastSeenAt: time('last_seen_ms'),
      createdAt: time('created_ms'),
      updatedAt: time('updated_ms'),
      trend24h: slots('h', HOURS, Math.floor(nowMs / HOUR_MS)).map((slot) => counts.get(slot) ?? 0),
      trend14d: slots('d', DAYS, Math.floor(nowMs / DAY_MS)).map((slot) => counts.get(slot) ?? 0),
      pullRequestUrl: field('pull_request_url'),
      pullRequestNumber: pullRequestNumber === null ? null : Number(pullRequestNumber),
      errorMessage: field('error_message'),
      jobId: field('job_id'),
      ...(field('locked') === '1' && { locked: true }),
      ...(field('named_by') !== null && { edited: true }),
      ...(field('snoozed_until_ms') !== null && { snoozedUntil: time('snoozed_until_ms') }),
      ...(field('snoozed_until_count') !== null && { snoozedUntilCount: number('snoozed_until_count') }),
      ...(field('snoozed_from') !== null && { snoozedFrom: field('snoozed_from') }),
      ...(field('dismissed_reason') !== null && { dismissedReason: field('dismissed_reason') }),
      ...(field('worst_level') !== null && { worstLevel: field('worst_level') || null }),
      ...(field('exemplars') !== null && { exemplarIds: parseJson(field('exemplars')!, details) }),
      ...(field('exemplars') !== null && { cohesion: optional('cohesion') }),
      ...(field('described_reports') !== null && { describedReports: optional('described_reports') }),
    },
    details,
  );
}

/** Names of the slots up to the present one, oldest first. */
const slots = (kind: 'h' | 'd', count: number, present: number) =>
  Array.from({ length: count }, (_, i) => `${kind}${present - count + 1 + i}`);

/** What people and models say of a cluster: field, value, field, value… */
export function describingFields({ severity, updatedAt, ...words }: Cluster): (string | number)[] {
  const weight = ['severity', JSON.stringify(severity), 'level', severity.level, 'score', severity.score];
  return [...wordFields(words), ...weight, 'updated_ms', Date.parse(updatedAt)];
}

export function wordFields({ title, summary, summaryBy }: Pick<Cluster, 'title' | 'summary' | 'summaryBy'>): string[] {
  return ['title', title, 'summary', summary, 'summary_by', summaryBy, 'search', searchable(`${title}\n${summary}`)];
}

/** `described`: how many reports the words were written from. */
export function describedFields(described: number | undefined): (string | number)[] {
  return described === undefined ? [] : ['described_reports', described];
}

/** Cohesion and exemplars as their fields hold them. */
export function middleValues({ cohesion, exemplarIds }: ClusterMiddle): (string | number)[] {
  return [cohesion ?? '', JSON.stringify(exemplarIds)];
}

/** What the store keeps by itself once the cluster is there. */
export function initialFields(cluster: Cluster): (string | number)[] {
  return [
    ...['status', cluster.status, 'report_count', cluster.reportCount, 'occurrences', cluster.occurrences],
    ...['people_count', cluster.peopleCount, 'sources', JSON.stringify(cluster.sources)],
    ...['first_seen_ms', Date.parse(cluster.firstSeenAt), 'last_seen_ms', Date.parse(cluster.lastSeenAt)],
    ...['created_ms', Date.parse(cluster.createdAt)],
    ...[...lifecycleFields(cluster), ...factFields(flagsOf(cluster))].flatMap(([name, value]) => (value === null ? [] : [name, value])),
  ];
}

/** Only those given; null removes. What names a person stands for words of theirs. */
export function factFields({ words, ...facts }: Partial<ClusterFacts>): [string, string | number | null][] {
  const { status, locked, snoozedUntil, snoozedUntilCount, snoozedFrom, dismissedReason } = facts;
  const named: [string, string | number | null | undefined][] = [
    ['status', status],
    ['locked', locked === undefined ? undefined : locked ? 1 : null],
    ['snoozed_until_ms', snoozedUntil && Date.parse(snoozedUntil)],
    ['snoozed_until_count', snoozedUntilCount],
    ['snoozed_from', snoozedFrom],
    ['dismissed_reason', dismissedReason],
    ['named_by', words && 'person'],
  ];
  const text = words ? pairs(wordFields({ ...words, summaryBy: 'person' })) : [];
  return [...named.flatMap(([name, value]): [string, string | number | null][] => (value === undefined ? [] : [[name, value]])), ...text];
}

const pairs = (flat: string[]) => Array.from({ length: flat.length / 2 }, (_, i): [string, string] => [flat[2 * i]!, flat[2 * i + 1]!]);

/** Where they are set; a cluster that a run opens has none. */
function flagsOf(cluster: Cluster): Partial<ClusterFacts> {
  const { locked, snoozedUntil, snoozedUntilCount, snoozedFrom, dismissedReason } = factsOf(cluster);
  return { locked, snoozedUntil, snoozedUntilCount, snoozedFrom, dismissedReason, ...(cluster.edited && { words: cluster }) };
}

/** Only those given; null removes. */
export function lifecycleFields(
  fields: Partial<Pick<Cluster, 'pullRequestUrl' | 'pullRequestNumber' | 'errorMessage' | 'jobId'>>,
): [string, string | number | null][] {
  const named: [string, string | number | null | undefined][] = [
    ['pull_request_url', fields.pullRequestUrl],
    ['pull_request_number', fields.pullRequestNumber],
    ['error_message', fields.errorMessage],
    ['job_id', fields.jobId],
  ];
  return named.flatMap(([name, value]) => (value === undefined ? [] : [[name, value]]));
}

/** The trend's hash as it was at `updatedAt`: slot, count, slot, count… */
export function trendFields({ trend24h, trend14d, updatedAt }: Cluster): (string | number)[] {
  const ms = Date.parse(updatedAt);
  const hours = slots('h', trend24h.length, Math.floor(ms / HOUR_MS)).map((slot, i) => [slot, trend24h[i]!] as const);
  const days = slots('d', trend14d.length, Math.floor(ms / DAY_MS)).map((slot, i) => [slot, trend14d[i]!] as const);
  return [...hours, ...days].filter(([, count]) => count > 0).flat();
}

/** For a search that knows no case. */
export const searchable = (text: string) => text.normalize('NFKC').toLowerCase();
