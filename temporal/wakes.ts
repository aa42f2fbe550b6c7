import type { Logger } from '#domain/ports/logger';

export interface Wakes {
  /** Never throws and never waits. */
  wake(projectId: string): void;
  /** Sends nothing more; resolves when what is in flight has ended. */
  close(): Promise<void>;
}

interface Lane {
  inFlight: Promise<void>;
  /** Asked for again since the one in flight began. */
  again: boolean;
}

/**
 * Coalesces wakes per project: one in flight, the next at the earliest `minIntervalMs` after the last began, and a wake that comes in
 * between is kept as one trailing wake. A wake that fails is logged and dropped: the rows it was about still wait, and the API asks
 * again for every project whose rows wait.
 */
export function createWakes({
  send,
  minIntervalMs,
  log,
}: {
  send: (projectId: string) => Promise<void>;
  minIntervalMs: number;
  log: Logger;
}): Wakes {
  const lanes = new Map<string, Lane>();
  let closed = false;
  let endPauses = () => {};
  const closing = new Promise<void>((resolve) => (endPauses = resolve));

  const pause = async (ms: number) => {
    let timer: NodeJS.Timeout | undefined;
    await Promise.race([closing, new Promise<void>((resolve) => (timer = setTimeout(resolve, ms)))]);
    clearTimeout(timer);
  };

  async function drain(projectId: string, lane: Lane): Promise<void> {
    for (;;) {
      lane.again = false;
      const began = performance.now();
      try {
        await send(projectId);
      } catch (error) {
        log.warn({ projectId, err: error }, 'ingestion could not be woken; rows wait for the next wake');
      }
      await pause(Math.max(0, began + minIntervalMs - performance.now()));
      if (closed || !lane.again) break;
    }
    lanes.delete(projectId);
  }

  return {
    wake(projectId) {
      if (closed) return;
      const lane = lanes.get(projectId);
      if (lane) {
        lane.again = true;
        return;
      }
      const opened: Lane = { again: false, inFlight: Promise.resolve() };
      lanes.set(projectId, opened);
      opened.inFlight = drain(projectId, opened);
    },
    async close() {
      closed = true;
      endPauses();
      await Promise.all([...lanes.values()].map((lane) => lane.inFlight));
    },
  };
}
