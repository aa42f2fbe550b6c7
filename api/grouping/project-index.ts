import { setImmediate as nextTurn } from 'node:timers/promises';
import { KnownIndex } from '#domain/clustering/known-index';
import { Likenesses } from '#domain/clustering/likeness';
import type { ClusterStore, ReportStore } from '#domain/ports/index';
import type { TenantScope } from '#domain/project';
import type { Report, SourceName } from '#domain/report';

const SCAN_BATCH = 500;
const READ_AT_ONCE = 200;
/** Between two of these other requests get their turn. */
const PUT_AT_ONCE = 25;
/** The newest; twice the default quota and more. About 3 KB each. */
const MOST_REPORTS = 5_000;
/** With more changes than these it is read anew. */
const MOST_CHANGES = 1_000;

/** What is shown of a report beside its place in the index. */
interface Shown {
  title: string;
  source: SourceName;
  clusterId: string | null;
  /** Tells one state of it from another. */
  stamp: string;
}

/**
 * A project's reports in memory, for look-ups that a person waits for. Read from the store at first use and kept up with what the change
 * feed says; a lost feed, a count that does not agree or many changes have it read anew. A result never depends on having it: every
 * cluster and text that is shown is read from the store again.
 */
export class ProjectIndex {
  index = new KnownIndex();
  likenesses = new Likenesses(this.index);
  readonly shown = new Map<string, Shown>();
  readonly #changedReports = new Set<string>();
  readonly #changedClusters = new Set<string>();
  #isUnread = true;
  #work: Promise<void> = Promise.resolve();
  readonly #scope: TenantScope;
  readonly #reports: Pick<ReportStore, 'scan' | 'getMany' | 'countBySource'>;
  readonly #clusters: Pick<ClusterStore, 'members'>;

  constructor(
    scope: TenantScope,
    stores: { reports: Pick<ReportStore, 'scan' | 'getMany' | 'countBySource'>; clusters: Pick<ClusterStore, 'members'> },
  ) {
    this.#scope = scope;
    this.#reports = stores.reports;
    this.#clusters = stores.clusters;
  }

  reportChanged(id: string): void {
    this.#changedReports.add(id);
  }

  clusterChanged(id: string): void {
    this.#changedClusters.add(id);
  }

  /** Something was missed. */
  lost(): void {
    this.#isUnread = true;
  }

  /** Takes on what has changed; one at a time, and whoever asks meanwhile waits for the same. */
  refresh(): Promise<void> {
    const next = this.#work.then(() => this.#refresh());
    this.#work = next.catch(() => undefined);
    return next;
  }

  clusterOf(reportId: string): string | null {
    return this.shown.get(reportId)?.clusterId ?? null;
  }

  async #refresh(): Promise<void> {
    if (this.#changedReports.size + this.#changedClusters.size > MOST_CHANGES) this.#isUnread = true;
    if (!this.#isUnread) {
      await this.#takeChanges();
      const stored = Object.values(await this.#reports.countBySource(this.#scope)).reduce((sum, count) => sum + count, 0);
      if (Math.min(stored, MOST_REPORTS) === this.shown.size && !this.index.isStale) return;
    }
    await this.#readAll();
  }

  async #takeChanges(): Promise<void> {
    for (const clusterId of this.#changedClusters) {
      this.#changedClusters.delete(clusterId);
      const now = new Set(await this.#clusters.members(this.#scope, clusterId));
      for (const id of now) if (this.clusterOf(id) !== clusterId) this.#changedReports.add(id);
      for (const id of this.index.members(clusterId)) if (!now.has(id)) this.#changedReports.add(id);
    }
    if (this.#changedReports.size === 0) return;
    const ids = [...this.#changedReports];
    this.#changedReports.clear();
    for (let from = 0; from < ids.length; from += READ_AT_ONCE) {
      const chunk = ids.slice(from, from + READ_AT_ONCE);
      const reports = await this.#reports.getMany(this.#scope, chunk);
      const present = new Set(reports.map(({ id }) => id));
      for (const id of chunk) if (!present.has(id)) this.#drop(id);
      await this.#put(reports);
    }
    this.likenesses = new Likenesses(this.index);
  }

  async #readAll(): Promise<void> {
    this.#changedReports.clear();
    this.#changedClusters.clear();
    this.#isUnread = false;
    if (this.index.isStale) {
      this.index = new KnownIndex();
      this.shown.clear();
    }
    const present = new Set<string>();
    try {
      for await (const batch of this.#reports.scan(this.#scope, SCAN_BATCH)) {
        await this.#put(batch);
        for (const { id } of batch) present.add(id);
        for (const oldest of present) {
          if (present.size <= MOST_REPORTS) break;
          present.delete(oldest);
        }
      }
    } catch (error) {
      this.#isUnread = true;
      throw error;
    }
    for (const id of this.shown.keys()) if (!present.has(id)) this.#drop(id);
    this.likenesses = new Likenesses(this.index);
  }

  async #put(reports: readonly Report[]): Promise<void> {
    let put = 0;
    for (const report of reports) {
      const { title, source, clusterId } = report;
      const stamp = stampOf(report);
      if (this.shown.get(report.id)?.stamp === stamp) continue;
      this.index.put(report);
      this.shown.set(report.id, { title, source, clusterId, stamp });
      if (++put % PUT_AT_ONCE === 0) await nextTurn();
    }
  }

  #drop(id: string): void {
    this.index.remove(id);
    this.shown.delete(id);
  }
}

/** Cluster, when that was decided, and a hash of the words. */
function stampOf({ clusterId, evidence, title, body, exceptions }: Report): string {
  let hash = 0x811c9dc5;
  const text = `${title}\n${body}`;
  for (let i = 0; i < text.length; i++) hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193);
  return `${clusterId}|${evidence?.decidedAt}|${hash}|${text.length}|${exceptions.length}`;
}
