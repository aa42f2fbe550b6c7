/** Names one operation of the edit journal. */
export interface OperationRef {
  projectId: string;
  operationId: string;
}

/** Ids, counts and codes: titles and reports stay in the stores. */
export interface OperationOutcome {
  /** `refused`: nothing was done; the journal says why. */
  outcome: 'applied' | 'undone' | 'refused';
  /** Of a refusal, as in domain/errors.ts: `changed`, `fix_running`… */
  code: string | null;
  /** Reports that changed their place. */
  moved: number;
}

export interface RegroupingActivities {
  /** Carries out an operation that the journal has as running: what it teaches, then the change, whole or not at all. Idempotent. */
  applyOperation(input: OperationRef): Promise<OperationOutcome>;
  /** Takes an applied operation back: what it taught, then the change. Idempotent. A refusal leaves it applied. */
  undoOperation(input: OperationRef): Promise<OperationOutcome>;
  /**
   * After the change: severities, the clusters that vectors name, what pages are told, and clustering for what waits.
   * @returns clusters to be described anew
   */
  settleOperation(input: OperationRef): Promise<{ clusterIds: string[] }>;
}
