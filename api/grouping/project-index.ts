import { setImmediate as nextTurn } from 'node:timers/promises';
import { KnownIndex } from '#domain/clustering/known-index';
import { Likenesses } from '#domain/clustering/likeness';
import type { ReportStore } from '#domain/ports/index';
import type { TenantScope } from '#domain/project';
import type { Report, SourceName } from '#domain/report';

const READ_AT_ONCE = 500;
/** Between two of these other requests get their turn. */
const PUT_AT_ONCE = 25;
/** The newest; twice the default quota and more. About 3 KB each. */
const MOST_REPORTS = 5_000;

/** What is shown of a report beside its place in the index. */
interface Shown {
  title: string;
  source: SourceName;
  clusterId: string | null;
}

interface Held {
  index: KnownIndex;
  shown: Map<string, Shown>;
}

type Reports = Pick<ReportStore, 'scan' | 'getMany' | 'changedSince'>;

/**
 * A project's reports in memory, for look-ups that a person waits for. Read from the store at first use and brought up to the store's feed of
 * changes before each look-up; read anew where the feed does not reach back, and after a failure half-way. A result never depends on having
 * it: every cluster and text that is shown is read from the store again.
 */
export class ProjectIndex {
  index = new KnownIndex();
  likenesses = new Likenesses(this.index);
  shown = new Map<string, Shown>();
  /** In the feed; null until it is read. */
  #place: string | null = null;
  #work: Promise<void> = Promise.resolve();
  readonly #scope: TenantScope;
  readonly #reports: Reports;

  constructor(scope: TenantScope, reports: Reports) {
    this.#scope = scope;
    this.#reports = reports;
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
    const place = this.#place;
    // Unknown while it changes: what fails half-way is read anew.
    this.#place = null;
    const next = (place !== null && (await this.#catchUp(this, place))) || (await this.#readAll());
    while (this.index.isStale) await this.#take(this, this.index.unspoken());
    this.#place = next;
  }

  /** @returns its place in the feed then; null where the feed does not reach back */
  async #catchUp(held: Held, from: string): Promise<string | null> {
    for (let place = from; ;) {
      const changes = await this.#reports.changedSince(this.#scope, place, READ_AT_ONCE);
      if (changes === null) return null;
      await this.#take(held, [...changes.removed, ...changes.ids]);
      place = changes.next;
      if (!changes.more) return place;
    }
  }

  async #readAll(): Promise<string> {
    const start = (await this.#reports.changedSince(this.#scope, null, 1))!.next;
    // Beside the one there is, which others may be asking meanwhile.
    const held: Held = { index: new KnownIndex(), shown: new Map() };
    for await (const batch of this.#reports.scan(this.#scope, READ_AT_ONCE)) await this.#put(held, batch);
    // What changed while it was read is in the feed; the scan may have met it before or after.
    const next = await this.#catchUp(held, start);
    if (next === null) return this.#readAll();
    this.index = held.index;
    this.shown = held.shown;
    this.likenesses = new Likenesses(held.index);
    return next;
  }

  /** Reads some again; those that are gone leave the index. */
  async #take(held: Held, ids: readonly string[]): Promise<void> {
    for (let from = 0; from < ids.length; from += READ_AT_ONCE) {
      const chunk = ids.slice(from, from + READ_AT_ONCE);
      const reports = await this.#reports.getMany(this.#scope, chunk);
      const present = new Set(reports.map(({ id }) => id));
      for (const id of chunk) if (!present.has(id)) drop(held, id);
      await this.#put(held, reports);
    }
    if (held === this && ids.length > 0) this.likenesses = new Likenesses(this.index);
  }

  async #put({ index, shown }: Held, reports: readonly Report[]): Promise<void> {
    let put = 0;
    for (const report of reports) {
      const { title, source, clusterId } = report;
      index.put(report);
      shown.set(report.id, { title, source, clusterId });
      if (++put % PUT_AT_ONCE === 0) await nextTurn();
    }
    for (const oldest of shown.keys()) {
      if (shown.size <= MOST_REPORTS) break;
      drop({ index, shown }, oldest);
    }
  }
}

function drop({ index, shown }: Held, id: string): void {
  index.remove(id);
  shown.delete(id);
}
