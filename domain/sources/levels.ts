import type { Level } from '../report.ts';

const LEVELS: Readonly<Record<string, Level>> = {
  fatal: 'fatal',
  critical: 'fatal',
  emergency: 'fatal',
  alert: 'fatal',
  error: 'error',
  err: 'error',
  major: 'error',
  high: 'error',
  warning: 'warning',
  warn: 'warning',
  minor: 'warning',
  medium: 'warning',
  info: 'info',
  informational: 'info',
  notice: 'info',
  log: 'info',
  low: 'info',
  debug: 'debug',
  trace: 'debug',
};

/** A sender's word for how bad it is as ours, or null where we know no such word. Pure. */
export function levelOf(word: string | null | undefined): Level | null {
  const known = word ? word.slice(0, 40).trim().toLowerCase() : '';
  return Object.hasOwn(LEVELS, known) ? LEVELS[known]! : null;
}
