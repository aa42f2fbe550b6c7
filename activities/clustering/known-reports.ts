import { KnownIndex } from '#domain/clustering/known-index';
import type { ReportStore } from '#domain/ports/index';
import type { TenantScope } from '#domain/project';

type Reports = Pick<ReportStore, 'scan' | 'getMany' | 'changedSince'>;

const READ_AT_ONCE = 500;

interface Bounds {
  /** Of one project, the newest; more than these are not compared with. */
  reports: number;
  /** Of all projects that are remembered together. */
  sizeBytes: number;
}
const BOUNDS: Bounds = { reports: 100_000, sizeBytes: 700 * 2 ** 20 };

interface Remembered {
  index: KnownIndex;
  /** In the store's feed of changes. */
  place: string;
  /** Taken out for one run, to be read again. */
  missing: Set<string>;
}

/**
 * What grouping knows of each project, kept in memory between runs and brought up to the store's feed of changes before each: what a run
 * costs follows what has changed, not the size of the project. It is read from the store where there is none, where the feed does not reach
 * back, and after a failure half-way. So a result never depends on what a worker remembers, and a second worker or a restart costs time alone.
 * The least recently used projects are forgotten first. (A project beyond its bound is compared with about its newest reports.)
 */
export class KnownReports {
  readonly #byProject = new Map<string, Remembered>();
  readonly #working = new Map<string, Promise<unknown>>();
  readonly #reports: Reports;
  readonly #bounds: Bounds;

  constructor(reports: Reports, bounds: Partial<Bounds> = {}) {
    this.#reports = reports;
    this.#bounds = { ...BOUNDS, ...bounds };
  }

  /**
   * Everything that is in a cluster, without `except`, the reports of this run. To be used before anything else is awaited.
   * @param progress called after every few hundred reports: the first time takes a minute where a project has a hundred thousand
   */
  async load(scope: TenantScope, except: ReadonlySet<string>, progress: () => void = () => undefined): Promise<KnownIndex> {
    // One at a time for each project: a second one, as of an activity that is tried again, waits and finds the work done.
    const before = this.#working.get(scope.projectId) ?? Promise.resolve();
    const work = before.catch(() => undefined).then(() => this.#load(scope, except, progress));
    this.#working.set(scope.projectId, work);
    try {
      return await work;
    } finally {
      if (this.#working.get(scope.projectId) === work) this.#working.delete(scope.projectId);
    }
  }

  async #load(scope: TenantScope, except: ReadonlySet<string>, progress: () => void): Promise<KnownIndex> {
    const before = this.#byProject.get(scope.projectId);
    // Taken out while it changes: what fails half-way leaves nothing half-done behind.
    this.#byProject.delete(scope.projectId);
    const remembered = (before && (await this.#catchUp(scope, before, except, progress))) || (await this.#readAll(scope, except, progress));
    const { index, missing } = remembered;
    for (const id of except) {
      if (!index.profiles.has(id)) continue;
      index.remove(id);
      missing.add(id);
    }
    await this.#hear(scope, remembered);
    this.#remember(scope.projectId, remembered);
    return index;
  }

  /** null where the feed does not reach back. */
  async #catchUp(
    scope: TenantScope,
    remembered: Remembered,
    except: ReadonlySet<string>,
    progress: () => void,
  ): Promise<Remembered | null> {
    const { index, missing } = remembered;
    for (;;) {
      const changes = await this.#reports.changedSince(scope, remembered.place, READ_AT_ONCE);
      if (changes === null) return null;
      for (const id of [...changes.removed, ...changes.ids]) missing.add(id);
      remembered.place = changes.next;
      await this.#take(scope, index, missing, except);
      progress();
      if (!changes.more) return remembered;
    }
  }

  async #readAll(scope: TenantScope, except: ReadonlySet<string>, progress: () => void): Promise<Remembered> {
    const start = await this.#reports.changedSince(scope, null, 1);
    const remembered: Remembered = { index: new KnownIndex(), place: start!.next, missing: new Set() };
    for await (const batch of this.#reports.scan(scope, READ_AT_ONCE)) {
      for (const report of batch) if (report.clusterId !== null && !except.has(report.id)) remembered.index.put(report);
      for (const { id } of batch) if (except.has(id)) remembered.missing.add(id);
      this.#forgetOldest(remembered.index);
      progress();
    }
    // What changed while it was read is in the feed; the scan may have met it before or after.
    return (await this.#catchUp(scope, remembered, except, progress)) ?? this.#readAll(scope, except, progress);
  }

  /** Reads some again; those that are gone or in no cluster any more leave the index. */
  async #take(scope: TenantScope, index: KnownIndex, ids: Set<string>, except: ReadonlySet<string>): Promise<void> {
    const wanted = [...ids].filter((id) => !except.has(id));
    for (let from = 0; from < wanted.length; from += READ_AT_ONCE) {
      const chunk = wanted.slice(from, from + READ_AT_ONCE);
      const found = new Map((await this.#reports.getMany(scope, chunk)).map((report) => [report.id, report]));
      for (const id of chunk) {
        const report = found.get(id);
        if (report && report.clusterId !== null) index.put(report);
        else index.remove(id);
        ids.delete(id);
      }
    }
    this.#forgetOldest(index);
  }

  /** Where the one that spoke for many has gone, the next oldest is read to speak. */
  async #hear(scope: TenantScope, { index }: Remembered): Promise<void> {
    while (index.isStale) await this.#take(scope, index, new Set(index.unspoken()), new Set());
  }

  #forgetOldest(index: KnownIndex): void {
    // Those that were put first.
    for (const id of index.profiles.keys()) {
      if (index.size <= this.#bounds.reports) return;
      index.remove(id);
    }
  }

  #remember(projectId: string, remembered: Remembered): void {
    this.#byProject.set(projectId, remembered);
    let total = 0;
    for (const { index } of this.#byProject.values()) total += index.sizeBytes;
    for (const [oldest, { index }] of this.#byProject) {
      if (total <= this.#bounds.sizeBytes || oldest === projectId) break;
      this.#byProject.delete(oldest);
      total -= index.sizeBytes;
    }
  }
}
