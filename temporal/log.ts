import type { Logger as TemporalLogger, LogLevel, LogMetadata } from '@temporalio/common';
import { pino, type Logger } from 'pino';
import type { Env } from '#config/env';

/** Structured logs of the worker. */
export function createLog(env: Pick<Env, 'LOG_LEVEL' | 'LOG_FORMAT'>): Logger {
  return pino({
    level: env.LOG_LEVEL,
    base: { part: 'worker' },
    ...(env.LOG_FORMAT === 'pretty' && { transport: { target: 'pino-pretty' } }),
  });
}

const METHODS = { TRACE: 'trace', DEBUG: 'debug', INFO: 'info', WARN: 'warn', ERROR: 'error' } as const satisfies Record<
  LogLevel,
  keyof Logger
>;

/** Temporal's own words in our logs: what it says at INFO is about its start and stop, which is our debug level. */
export function temporalLogger(log: Logger): TemporalLogger {
  const write = (level: LogLevel, message: string, meta?: LogMetadata) => {
    const { error, ...data } = meta ?? {};
    log[level === 'INFO' ? 'debug' : METHODS[level]]({ ...data, ...(error !== undefined && { err: error }) }, message);
  };
  return {
    log: write,
    trace: (message, meta) => write('TRACE', message, meta),
    debug: (message, meta) => write('DEBUG', message, meta),
    info: (message, meta) => write('INFO', message, meta),
    warn: (message, meta) => write('WARN', message, meta),
    error: (message, meta) => write('ERROR', message, meta),
  };
}
