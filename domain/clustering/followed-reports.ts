import type { ReportStore } from '../ports/index.ts';
import type { TenantScope } from '../project.ts';
import type { Report } from '../report.ts';
import type { KnownIndex } from './known-index.ts';

const READ_AT_ONCE = 500;
const NONE: ReadonlySet<string> = new Set();

/** What somebody keeps of a project's reports in memory. */
export interface HeldReports {
  readonly index: KnownIndex;
  /** Some as they are now; they may have been taken before. */
  take(reports: readonly Report[]): void | Promise<void>;
  /** One that is gone, or beyond the bound; one that was never taken is passed over. */
  leave(reportId: string): void;
}

interface State<Held> {
  held: Held;
  /** In the store's feed of changes. */
  place: string;
  /** To be read: they have changed, or somebody had them for themselves. */
  waiting: Set<string>;
}

/**
 * The reports of one project, brought up to the store's feed of changes whenever they are asked for: what that costs follows what has
 * changed, not the size of the project. They are read from the store where there are none, where the feed does not reach back, and after a
 * failure half-way, beside those that others may be asking meanwhile. So a result never depends on what is remembered.
 */
export class FollowedReports<Held extends HeldReports> {
  readonly #scope: TenantScope;
  readonly #reports: Pick<ReportStore, 'scan' | 'getMany' | 'changedSince'>;
  readonly #begin: () => Held;
  readonly #most: number;
  #state: State<Held> | null = null;
  #work: Promise<unknown> = Promise.resolve();

  /** @param options.most reports that are held; those that were taken first leave first */
  constructor(
    scope: TenantScope,
    reports: Pick<ReportStore, 'scan' | 'getMany' | 'changedSince'>,
    options: { begin: () => Held; most: number },
  ) {
    this.#scope = scope;
    this.#reports = reports;
    this.#begin = options.begin;
    this.#most = options.most;
  }

  /** About what they take in memory; 0 while they change. */
  get sizeBytes(): number {
    return this.#state?.held.index.sizeBytes ?? 0;
  }

  /**
   * As of now. One at a time: whoever asks meanwhile waits, and finds the work done.
   * @param except reports that are left out this time
   * @param progress called after every few hundred reports
   */
  upToNow(except: ReadonlySet<string> = NONE, progress: () => void = () => undefined): Promise<Held> {
    const next = this.#work.then(() => this.#upToNow(except, progress));
    this.#work = next.catch(() => undefined);
    return next;
  }

  async #upToNow(except: ReadonlySet<string>, progress: () => void): Promise<Held> {
    const before = this.#state;
    // Unknown while it changes: what fails half-way leaves nothing half-done behind.
    this.#state = null;
    const state = (before && (await this.#catchUp(before, except, progress))) ?? (await this.#readAll(except, progress));
    const { held, waiting } = state;
    for (const id of except) {
      if (!held.index.profiles.has(id)) continue;
      held.leave(id);
      waiting.add(id);
    }
    // Where the one that spoke for many has gone, the next oldest is read to speak.
    while (held.index.isStale) await this.#read(held, new Set(held.index.unspoken()), NONE);
    this.#state = state;
    return held;
  }

  /** null where the feed does not reach back. */
  async #catchUp(state: State<Held>, except: ReadonlySet<string>, progress: () => void): Promise<State<Held> | null> {
    const { held, waiting } = state;
    for (;;) {
      const changes = await this.#reports.changedSince(this.#scope, state.place, READ_AT_ONCE);
      if (changes === null) return null;
      for (const id of [...changes.removed, ...changes.ids]) waiting.add(id);
      state.place = changes.next;
      await this.#read(held, waiting, except);
      progress();
      if (!changes.more) return state;
    }
  }

  async #readAll(except: ReadonlySet<string>, progress: () => void): Promise<State<Held>> {
    const start = await this.#reports.changedSince(this.#scope, null, 1);
    const state: State<Held> = { held: this.#begin(), place: start!.next, waiting: new Set() };
    for await (const batch of this.#reports.scan(this.#scope, READ_AT_ONCE)) {
      await this.#take(
        state.held,
        batch.filter(({ id }) => !except.has(id)),
      );
      for (const { id } of batch) if (except.has(id)) state.waiting.add(id);
      progress();
    }
    // What changed while it was read is in the feed; the scan may have met it before or after.
    return (await this.#catchUp(state, except, progress)) ?? this.#readAll(except, progress);
  }

  /** Reads some again, which are waiting no more then; those that are gone leave. */
  async #read(held: Held, waiting: Set<string>, except: ReadonlySet<string>): Promise<void> {
    const wanted = [...waiting].filter((id) => !except.has(id));
    for (let from = 0; from < wanted.length; from += READ_AT_ONCE) {
      const chunk = wanted.slice(from, from + READ_AT_ONCE);
      const found = await this.#reports.getMany(this.#scope, chunk);
      const present = new Set(found.map(({ id }) => id));
      for (const id of chunk) if (!present.has(id)) held.leave(id);
      await this.#take(held, found);
      for (const id of chunk) waiting.delete(id);
    }
  }

  async #take(held: Held, reports: readonly Report[]): Promise<void> {
    await held.take(reports);
    for (const id of held.index.profiles.keys()) {
      if (held.index.size <= this.#most) return;
      held.leave(id);
    }
  }
}
