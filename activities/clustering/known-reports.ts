import type { ReportStore } from '#domain/ports/index';
import type { TenantScope } from '#domain/project';
import type { Report } from '#domain/report';

const SCAN_BATCH = 500;
/** Projects whose reports are remembered, and reports each; about 4 KB a report. */
const MOST_PROJECTS = 8;
const MOST_REPORTS = 5_000;

/**
 * Reports of a project that are in a cluster, read from the store at every run. What is remembered between runs is only the objects,
 * because the terms of a text are computed once per object: a report whose text has not changed keeps its object and takes on the fresh
 * values. So a result never depends on what a worker remembers, and a second worker or a restart costs time alone.
 */
export class KnownReports {
  readonly #byProject = new Map<string, Map<string, Report>>();

  readonly #reports: Pick<ReportStore, 'scan'>;

  constructor(reports: Pick<ReportStore, 'scan'>) {
    this.#reports = reports;
  }

  /** The newest 5,000, without those of this run. */
  async load(scope: TenantScope, except: ReadonlySet<string>): Promise<Report[]> {
    const before = this.#byProject.get(scope.projectId) ?? new Map<string, Report>();
    const now = new Map<string, Report>();
    for await (const batch of this.#reports.scan(scope, SCAN_BATCH)) {
      for (const fresh of batch) {
        if (fresh.clusterId === null || except.has(fresh.id)) continue;
        const kept = before.get(fresh.id);
        now.set(fresh.id, kept && sameText(kept, fresh) ? Object.assign(kept, fresh) : fresh);
        if (now.size > MOST_REPORTS) now.delete(now.keys().next().value!);
      }
    }
    this.#remember(scope.projectId, now);
    return [...now.values()];
  }

  /** Least recently used goes first. */
  #remember(projectId: string, reports: Map<string, Report>): void {
    this.#byProject.delete(projectId);
    this.#byProject.set(projectId, reports);
    if (this.#byProject.size > MOST_PROJECTS) this.#byProject.delete(this.#byProject.keys().next().value!);
  }
}

function sameText(a: Report, b: Report): boolean {
  return a.title === b.title && a.body === b.body && a.kind === b.kind && JSON.stringify(a.exceptions) === JSON.stringify(b.exceptions);
}
