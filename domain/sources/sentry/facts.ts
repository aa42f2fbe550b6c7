import type { Level } from '../../report.ts';
import { identityOf } from '../text.ts';

/** A fingerprint that somebody configured groups across Sentry issues; the default one is the issue. */
export function senderGroup(issue: string | null | undefined, fingerprint: readonly string[]): string | null {
  const configured = fingerprint.length > 0 && !fingerprint.some((part) => part.includes('{{'));
  if (configured) return identityOf(`fingerprint:${fingerprint.join(' ')}`);
  return issue ? identityOf(`issue:${issue}`) : null;
}

const LEVELS: Readonly<Record<string, Level>> = {
  fatal: 'fatal',
  error: 'error',
  warning: 'warning',
  warn: 'warning',
  info: 'info',
  log: 'info',
  debug: 'debug',
};

export function levelOf(level: string | null | undefined): Level | null {
  return (level && Object.hasOwn(LEVELS, level.toLowerCase()) && LEVELS[level.toLowerCase()]) || null;
}

/** Each line once, blanks left out. */
export function linesOf(...lines: (string | null | undefined)[]): string {
  return [...new Set(lines.filter(Boolean))].join('\n');
}
