import { Context } from '@temporalio/activity';

const BEAT_MS = 1000;

export interface Watched {
  /** Aborts when the activity is cancelled, the worker stops, or nothing moved for too long. */
  signal: AbortSignal;
  /** Call at every sign of life. */
  moved(): void;
  /** True where it was ended because nothing moved. */
  isSilent(): boolean;
}

/**
 * Heartbeats while `work` makes progress, so that a dead worker is noticed and a cancelled activity hears of it. Work that shows no sign of life
 * for `silenceMs` is ended.
 */
export async function whileBeating<T>(
  options: { silenceMs: number; details?: () => object },
  work: (watched: Watched) => Promise<T>,
): Promise<T> {
  const context = Context.current();
  const silence = new AbortController();
  let lastMove = Date.now();
  const timer = setInterval(() => {
    if (Date.now() - lastMove > options.silenceMs) silence.abort();
    else context.heartbeat(options.details?.());
  }, BEAT_MS);
  context.heartbeat(options.details?.());
  try {
    return await work({
      signal: AbortSignal.any([context.cancellationSignal, silence.signal]),
      moved: () => (lastMove = Date.now()),
      isSilent: () => silence.signal.aborted,
    });
  } finally {
    clearInterval(timer);
  }
}

/** @throws what Temporal calls it, where the activity was cancelled or its worker stops */
export function throwIfCancelled(): void {
  const { cancellationSignal } = Context.current();
  if (cancellationSignal.aborted) throw cancellationSignal.reason;
}
