import type { DeliveryOutcome, InboxRow } from '#domain/delivery';
import type { TenantScope } from '#domain/project';
import type { SourceName } from '#domain/report';
import type { StoreResult, TextChange } from '#domain/ports/index';
import type { Parsed } from '#domain/sources/index';
import type { StoreBatchResult } from './contract.ts';
import type { IngestionDeps } from './deps.ts';

export type Outcome = Omit<DeliveryOutcome, 'id'>;
export type Filters = ReadonlyMap<SourceName, Record<string, string[] | null>>;

/** A row that could be read. */
export interface Understood<P extends Parsed = Parsed> {
  row: InboxRow;
  parsed: P;
}

/** One batch on its way: what it works with, and what became of it so far. */
export interface Batch {
  readonly deps: IngestionDeps;
  readonly scope: TenantScope;
  readonly filters: Filters;
  /** By delivery id. */
  readonly outcomes: Map<string, Outcome>;
  /** Whose figures changed: facts in them were met again, or left. */
  readonly clusterIds: Set<string>;
  /** Reports that wait for a decision. */
  waiting: number;
}

/** Notes what a change of words moved. */
export function noteChange(batch: Batch, change: TextChange | undefined): void {
  if (change?.regrouped) batch.waiting += 1;
  if (change?.leftClusterId) batch.clusterIds.add(change.leftClusterId);
}

/** Notes what the store made of a report. What is over quota names its fact too, so that it can be found when the fact is erased. */
export function noteStored(batch: Batch, { deliveryId, reportId, state, clusterId, change }: StoreResult): void {
  if (state === 'stored') batch.waiting += 1;
  if (clusterId) batch.clusterIds.add(clusterId);
  noteChange(batch, change);
  batch.outcomes.set(deliveryId, { state, reason: state === 'parked' ? 'over the limit of reports' : null, reportId });
}

export function summarise(rows: readonly InboxRow[], outcomes: ReadonlyMap<string, Outcome>, more: boolean): StoreBatchResult {
  const count = (state: Outcome['state']) => [...outcomes.values()].filter((outcome) => outcome.state === state).length;
  const bySource: StoreBatchResult['bySource'] = {};
  for (const { source } of rows) bySource[source] = (bySource[source] ?? 0) + 1;
  return {
    stored: count('stored'),
    repeats: count('repeat'),
    updated: count('updated'),
    filtered: count('filtered'),
    routed: count('routed'),
    parked: count('parked'),
    deadLetters: count('dead_letter'),
    bySource,
    more,
  };
}
