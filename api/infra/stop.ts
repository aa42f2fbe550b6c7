import type { INestApplication } from '@nestjs/common';
import type { Log } from './log.ts';

const GRACE_MS = 4_500;

/** SIGTERM and SIGINT: what is under way gets its answer, streams end, then the process does; after the grace it ends anyway. */
export function stopOnSignal(app: INestApplication, log: Log): void {
  let stopping = false;
  const stop = (signal: NodeJS.Signals) => {
    if (stopping) return;
    stopping = true;
    log.info({ signal }, 'api stops');
    setTimeout(() => {
      log.warn({}, 'api did not stop in time');
      process.exit(0);
    }, GRACE_MS).unref();
    app.close().then(
      () => process.exit(0),
      (error: unknown) => {
        log.error({ err: error }, 'api could not stop cleanly');
        process.exit(1);
      },
    );
  };
  process.on('SIGTERM', stop);
  process.on('SIGINT', stop);
}
