import { KnownIndex } from '#domain/clustering/known-index';
import type { ReportStore } from '#domain/ports/index';
import type { TenantScope } from '#domain/project';
import type { Report } from '#domain/report';

const SCAN_BATCH = 500;
/** Of one project, the newest; and of all projects that are remembered together. About 2 KB a report. */
const MOST_REPORTS = 100_000;
const MOST_REMEMBERED = 150_000;

interface Remembered {
  index: KnownIndex;
  /** Report → where it is and what it says, as a short text. */
  marks: Map<string, string>;
}

/**
 * What grouping knows of each project, kept in memory between runs and brought up to what the store says at every run: only reports
 * whose words or cluster have changed are read into the index again. So a result never depends on what a worker remembers, and a second worker
 * or a restart costs time alone. The least recently used projects are forgotten first.
 */
export class KnownReports {
  readonly #byProject = new Map<string, Remembered>();
  readonly #reports: Pick<ReportStore, 'scan'>;

  constructor(reports: Pick<ReportStore, 'scan'>) {
    this.#reports = reports;
  }

  /** Everything that is in a cluster, without the reports of this run. Holds until the next call for this project. */
  async load(scope: TenantScope, except: ReadonlySet<string>): Promise<KnownIndex> {
    const before = this.#byProject.get(scope.projectId);
    // Taken out while it changes: a run that fails half-way leaves nothing half-done behind.
    this.#byProject.delete(scope.projectId);
    const remembered = before && !before.index.isStale ? before : { index: new KnownIndex(), marks: new Map<string, string>() };
    const present = new Set<string>();
    for await (const batch of this.#reports.scan(scope, SCAN_BATCH)) {
      for (const report of batch) {
        if (report.clusterId === null || except.has(report.id)) continue;
        present.add(report.id);
        if (present.size > MOST_REPORTS) present.delete(present.values().next().value!);
        const mark = markOf(report);
        if (remembered.marks.get(report.id) === mark) continue;
        remembered.marks.set(report.id, mark);
        remembered.index.put(report);
      }
    }
    for (const id of remembered.marks.keys()) {
      if (present.has(id)) continue;
      remembered.marks.delete(id);
      remembered.index.remove(id);
    }
    if (remembered.index.isStale) return await this.load(scope, except);
    this.#remember(scope.projectId, remembered);
    return remembered.index;
  }

  #remember(projectId: string, remembered: Remembered): void {
    this.#byProject.set(projectId, remembered);
    let total = 0;
    for (const { marks } of this.#byProject.values()) total += marks.size;
    for (const [oldest, { marks }] of this.#byProject) {
      if (total <= MOST_REMEMBERED || oldest === projectId) break;
      this.#byProject.delete(oldest);
      total -= marks.size;
    }
  }
}

function markOf(report: Report): string {
  const words = JSON.stringify([report.kind, report.title, report.body, report.exceptions, report.senderGroup, report.occurredAt]);
  let hash = 0x811c9dc5;
  let other = 0x1b873593;
  for (let i = 0; i < words.length; i++) {
    hash = Math.imul(hash ^ words.charCodeAt(i), 0x01000193);
    other = Math.imul(other ^ words.charCodeAt(i), 0x85ebca6b) + i;
  }
  return `${report.clusterId} ${hash} ${other}`;
}
