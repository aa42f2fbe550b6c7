/** Counts only. */
export interface ReleasedResult {
  /** Parked deliveries put back into the inbox, over all projects. */
  released: number;
  projects: number;
}

export interface UpkeepActivities {
  /** Puts parked deliveries back where their owner has room for them, oldest first, and wakes ingestion. Idempotent. */
  releaseParked(): Promise<ReleasedResult>;
  /** Ends what was parked for too long as `expired`. */
  expireParked(): Promise<{ expired: number }>;
  /** Deletes one chunk of what the log need not keep any more. */
  deleteOldDeliveries(): Promise<{ deleted: number; more: boolean }>;
  /** Starts clustering where reports wait for it and it does not run, so that a wake that was lost is made up for. */
  wakeWaitingClustering(): Promise<{ woken: number }>;
  /** Snoozed clusters whose time has come are what they were before. */
  wakeSnoozed(): Promise<{ awoken: number }>;
}
