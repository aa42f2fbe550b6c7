import type { NormalizedReport } from '../report.ts';

/** What is known of a delivery beside its body. */
export interface DeliveryFacts {
  receivedAt: string;
  /** Member who sent it, for manual reports. */
  userId: string | null;
}

/** A pull request as its webhook describes it; whether it is ours is for the caller to find out. */
export interface PullRequestFacts {
  /** owner/name of the repository it was opened on, and of the one its branch lives in (another one for forks, null when that is gone). */
  repository: string;
  headRepository: string | null;
  branch: string;
  number: number;
  state: 'open' | 'closed' | 'merged';
}

/** What an exported report was; a fact that is known again by its export was not seen again. */
export interface ExportedReport {
  /** UUID it had; names the fact where the sender gave no identity. null: it counts already, and never was a report of ours. */
  id: string | null;
  occurrences: number;
  firstSeenAt: string;
  lastSeenAt: string;
}

/** What a sender tells of a fact beside its words. */
export interface ToldFacts {
  /** Laid over what is known; a null one is gone. */
  metadata: NormalizedReport['metadata'];
  /** Its sender put it from its own group into another; where it is in the first, it is grouped again, as one of the second. */
  moved?: { fromGroup: string; toGroup: string };
}

/** What a source's parser makes of one delivery. */
export type Parsed =
  /**
   * `exported`: it was a report of ours before, and comes back with an import. `occurrenceKey`: what is counted once however many deliveries
   * tell of it; without one each delivery counts. `reopens`: the fact is open again from `report.occurredAt`, if it was closed.
   * `metBy`: who met it this time, where that may be others than its author.
   */
  | {
      outcome: 'report';
      report: NormalizedReport;
      exported?: ExportedReport;
      occurrenceKey?: string;
      reopens?: boolean;
      metBy?: readonly string[];
    }
  /**
   * The sender closed or reopened a fact. `orStore`: what to keep where the fact is not known yet; null keeps nothing. `gone`: why nothing is
   * left of it at its sender, for the delivery log; where its report waits for room, it is not stored any more. `told`: facts of it from now on.
   */
  | {
      outcome: 'status';
      externalId: string;
      status: 'open' | 'closed';
      at: string;
      orStore: NormalizedReport | null;
      gone?: string;
      told?: ToldFacts;
    }
  /**
   * `report` is what the sender says of a fact now: its words, its facts (a null one is gone) and how it stands; no occurrence.
   * A fact that is not known is stored, unless it is closed already. `gone`: as of a status.
   * `keepsWords`: a known fact keeps the words it has.
   */
  | { outcome: 'edited'; report: NormalizedReport & { externalId: string }; at: string; gone?: string; keepsWords?: boolean }
  /** Understood, and no report by a rule; `rule` is our words. */
  | { outcome: 'filtered'; rule: string }
  | { outcome: 'routed'; pullRequest: PullRequestFacts };

/**
 * Reads one delivery. Pure and total: any JSON value in, an outcome or a MalformedPayloadError out.
 * @param eventType the vendor's header value, or null
 * @param payload what JSON.parse made of the body
 */
export type ParseDelivery = (eventType: string | null, payload: unknown, facts: DeliveryFacts) => Parsed;
