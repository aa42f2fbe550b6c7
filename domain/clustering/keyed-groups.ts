import type { Report } from '../report.ts';
import { fingerprintOf } from './fingerprint.ts';
import type { Group } from './groups.ts';

export interface KeyMatch {
  rule: 'sender' | 'fingerprint';
  /** The first report that had the key. */
  nearest: Report;
}

/** Groups by what needs no judgement: the sender's group id and the fingerprint. */
export class KeyedGroups {
  readonly #groups = new Map<string, Group>();
  readonly #firstWith = new Map<string, Report>();

  /** @param known in order of arrival */
  constructor(known: readonly Report[]) {
    const byCluster = new Map<string, Group>();
    for (const report of known) {
      if (report.clusterId === null) continue;
      const group = byCluster.get(report.clusterId) ?? { clusterId: report.clusterId, bound: new Set<string>() };
      byCluster.set(report.clusterId, group);
      group.bound.add(report.id);
      this.#groups.set(report.id, group);
      this.#remember(report);
    }
  }

  of(reportId: string): Group {
    return this.#groups.get(reportId)!;
  }

  /** Puts the report into the group that has its key and says by which; a report without a match opens a group. */
  place(report: Report): KeyMatch | null {
    for (const { rule, key } of keysOf(report)) {
      const nearest = this.#firstWith.get(key);
      if (!nearest) continue;
      this.#groups.set(report.id, this.of(nearest.id));
      this.#remember(report);
      return { rule, nearest };
    }
    this.#groups.set(report.id, { clusterId: null, bound: new Set([report.id]) });
    this.#remember(report);
    return null;
  }

  #remember(report: Report): void {
    for (const { key } of keysOf(report)) if (!this.#firstWith.has(key)) this.#firstWith.set(key, report);
  }
}

function keysOf(report: Report): { rule: KeyMatch['rule']; key: string }[] {
  const fingerprint = fingerprintOf(report);
  return [
    ...(report.senderGroup === null ? [] : [{ rule: 'sender' as const, key: `sender\n${report.source}\n${report.senderGroup}` }]),
    ...(fingerprint === null ? [] : [{ rule: 'fingerprint' as const, key: `fingerprint\n${fingerprint.value}` }]),
  ];
}
