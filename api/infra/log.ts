import { pino, type Logger } from 'pino';
import type { LoggerService } from '@nestjs/common';
import type { Env } from '#config/env';

export type Log = Logger;

/** Wherever a request or a vendor's answer is logged, these go. */
const SECRET_PATHS = [
  'authorization',
  'cookie',
  '["set-cookie"]',
  '["sentry-hook-signature"]',
  '["x-hub-signature"]',
  '["x-hub-signature-256"]',
  'token',
  'secret',
].flatMap((name) => (name.startsWith('[') ? [name, `*${name}`, `*.headers${name}`] : [name, `*.${name}`, `*.headers.${name}`]));

/** Structured logs of the API. The address of a request is logged as its route, never as sent: queries hold tokens and codes. */
export function createLog(env: Pick<Env, 'LOG_LEVEL' | 'LOG_FORMAT'>, destination?: NodeJS.WritableStream): Log {
  const options = {
    level: env.LOG_LEVEL,
    base: { part: 'api' },
    redact: { paths: SECRET_PATHS, censor: '[hidden]' },
    ...(env.LOG_FORMAT === 'pretty' && !destination ? { transport: { target: 'pino-pretty' } } : {}),
  };
  return destination ? pino(options, destination) : pino(options);
}

/** Nest's own words, which are about its start, at debug level. */
export function nestLogger(log: Log): LoggerService {
  const context = (rest: unknown[]) => ({ context: rest.at(-1) });
  return {
    log: (message, ...rest) => log.debug(context(rest), String(message)),
    debug: (message, ...rest) => log.debug(context(rest), String(message)),
    verbose: (message, ...rest) => log.trace(context(rest), String(message)),
    warn: (message, ...rest) => log.warn(context(rest), String(message)),
    error: (message, ...rest) => log.error(context(rest), String(message)),
    fatal: (message, ...rest) => log.fatal(context(rest), String(message)),
  };
}
