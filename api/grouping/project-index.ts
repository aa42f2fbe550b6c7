import { setImmediate as nextTurn } from 'node:timers/promises';
import { FollowedReports, type HeldReports } from '#domain/clustering/followed-reports';
import { KnownIndex } from '#domain/clustering/known-index';
import { Likenesses } from '#domain/clustering/likeness';
import type { ReportStore } from '#domain/ports/index';
import type { TenantScope } from '#domain/project';
import type { Report } from '#domain/report';

/** Between two of these other requests get their turn. */
const PUT_AT_ONCE = 25;
/** The newest; twice the default quota and more. About 3 KB each. */
const MOST_REPORTS = 5_000;

class ComparedReports implements HeldReports {
  readonly index = new KnownIndex();
  #likenesses: Likenesses | null = null;

  /** Of the index as it is now. */
  get likenesses(): Likenesses {
    this.#likenesses ??= new Likenesses(this.index);
    return this.#likenesses;
  }

  async take(reports: readonly Report[]): Promise<void> {
    let put = 0;
    for (const report of reports) {
      this.index.put(report);
      this.#likenesses = null;
      if (++put % PUT_AT_ONCE === 0) await nextTurn();
    }
  }

  leave(reportId: string): void {
    this.index.remove(reportId);
    this.#likenesses = null;
  }
}

/**
 * A project's reports in memory, for look-ups that a person waits for, brought up to now before each. A result never depends on having them:
 * every cluster and text that is shown is read from the store again.
 */
export class ProjectIndex {
  readonly #followed: FollowedReports<ComparedReports>;
  #held = new ComparedReports();

  constructor(scope: TenantScope, reports: Pick<ReportStore, 'scan' | 'getMany' | 'changedSince'>) {
    this.#followed = new FollowedReports(scope, reports, { begin: () => new ComparedReports(), most: MOST_REPORTS });
  }

  get index(): KnownIndex {
    return this.#held.index;
  }

  get likenesses(): Likenesses {
    return this.#held.likenesses;
  }

  /** Takes on what has changed; one at a time, and whoever asks meanwhile waits for the same. */
  async refresh(): Promise<void> {
    this.#held = await this.#followed.upToNow();
  }

  clusterOf(reportId: string): string | null {
    return this.index.profiles.get(reportId)?.clusterId ?? null;
  }
}
