import { FollowedReports, type HeldReports } from '#domain/clustering/followed-reports';
import { KnownIndex } from '#domain/clustering/known-index';
import type { ReportStore } from '#domain/ports/index';
import type { TenantScope } from '#domain/project';
import type { Report } from '#domain/report';

type Reports = Pick<ReportStore, 'scan' | 'getMany' | 'changedSince'>;

interface Bounds {
  /** Of one project, the newest; more than these are not compared with. */
  reports: number;
  /** Of all projects that are remembered together. */
  sizeBytes: number;
}
const BOUNDS: Bounds = { reports: 100_000, sizeBytes: 700 * 2 ** 20 };

/** Those that are in a cluster. */
class Grouped implements HeldReports {
  readonly index = new KnownIndex();

  take(reports: readonly Report[]): void {
    for (const report of reports) {
      if (report.clusterId === null) this.index.remove(report.id);
      else this.index.put(report);
    }
  }

  leave(reportId: string): void {
    this.index.remove(reportId);
  }
}

/**
 * What grouping knows of each project, kept in memory between runs and brought up to now before each. A second worker or a restart costs
 * time alone. The least recently used projects are forgotten first. (A project beyond its bound is compared with about its newest reports.)
 */
export class KnownReports {
  readonly #byProject = new Map<string, FollowedReports<Grouped>>();
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
  async load(scope: TenantScope, except: ReadonlySet<string>, progress?: () => void): Promise<KnownIndex> {
    const followed =
      this.#byProject.get(scope.projectId) ??
      new FollowedReports(scope, this.#reports, { begin: () => new Grouped(), most: this.#bounds.reports });
    this.#byProject.set(scope.projectId, followed);
    const { index } = await followed.upToNow(except, progress);
    this.#remember(scope.projectId, followed);
    return index;
  }

  #remember(projectId: string, followed: FollowedReports<Grouped>): void {
    this.#byProject.delete(projectId);
    this.#byProject.set(projectId, followed);
    let total = 0;
    for (const { sizeBytes } of this.#byProject.values()) total += sizeBytes;
    for (const [oldest, { sizeBytes }] of this.#byProject) {
      if (total <= this.#bounds.sizeBytes || oldest === projectId) break;
      this.#byProject.delete(oldest);
      total -= sizeBytes;
    }
  }
}
