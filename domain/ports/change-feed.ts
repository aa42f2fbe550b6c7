import type { ChangeEvent } from '../events.ts';

/** Postgres NOTIFY with ids only. Publishing never fails the work it tells about; a missed event is found by the next poll. */
export interface ChangePublisher {
  publish(events: ChangeEvent[]): Promise<void>;
}

export interface ChangeSubscription {
  /** Calls back for every event of every project; re-listens by itself after a lost connection and then calls `onGap`. */
  subscribe(onEvent: (event: ChangeEvent) => void, onGap: () => void): Promise<() => Promise<void>>;
}
