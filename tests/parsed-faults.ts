import { isDeepStrictEqual } from 'node:util';
import { NormalizedReport } from '#domain/report';
import type { Parsed } from '#domain/sources/index';

/* What must hold for whatever a parser makes of a body; for tests and the fuzz. */

const MOST_CHARS = 500_000;

/** Why this outcome breaks the contract of parsers, or null. */
export function faultOfParsed(parsed: Parsed): string | null {
  if ('polluted' in {}) return 'a prototype was polluted';
  switch (parsed.outcome) {
    case 'report':
      return faultOfReport(parsed.report);
    case 'edited':
      return (
        faultOfReport(parsed.report) ?? faultOfTime('edited at', parsed.at) ?? (parsed.report.externalId ? null : 'edited without an id')
      );
    case 'status':
      return faultOfIdentity(parsed.externalId) ?? faultOfTime('status at', parsed.at) ?? (parsed.orStore && faultOfReport(parsed.orStore));
    case 'filtered':
      return parsed.rule === '' ? 'filtered without a rule' : null;
    case 'routed':
      return null;
  }
}

function faultOfReport(report: NormalizedReport): string | null {
  const checked = NormalizedReport.safeParse(report);
  if (!checked.success) return `not a report: ${checked.error.issues[0]?.path.join('.')} ${checked.error.issues[0]?.message}`;
  if (!isDeepStrictEqual(checked.data, report)) return 'a report with more than a report has';
  if (report.externalId !== null && faultOfIdentity(report.externalId)) return faultOfIdentity(report.externalId);
  if (report.title.includes('\n') || report.title.trim() === '') return 'a title that is not one line';
  if (report.exceptions.length > 5) return 'more than 5 exceptions';
  if (report.exceptions.some(({ frames }) => frames.length > 100)) return 'more than 100 frames';
  if (Object.keys(report.metadata).length > 40) return 'more than 40 facts';
  if (report.url !== null && !/^https?:\/\//u.test(report.url)) return 'an address that is none';
  if (JSON.stringify(report).length > MOST_CHARS) return 'a report without bounds';
  return faultOfTime('occurredAt', report.occurredAt) ?? faultOfTexts(report);
}

function faultOfIdentity(id: string): string | null {
  return id === '' || id.length > 256 || !isClean(id) ? 'an identity that no store keeps' : null;
}

function faultOfTime(what: string, iso: string): string | null {
  const ms = Date.parse(iso);
  return Number.isNaN(ms) || new Date(ms).toISOString() !== iso ? `${what} is no time` : null;
}

function faultOfTexts(value: unknown): string | null {
  if (typeof value === 'string') return isClean(value) ? null : 'text that is not well formed';
  if (value === null || typeof value !== 'object') return null;
  for (const [key, inner] of Object.entries(value)) {
    const fault = isClean(key) ? faultOfTexts(inner) : 'a key that is not well formed';
    if (fault) return fault;
  }
  return null;
}

const isClean = (text: string) => text.isWellFormed() && !text.includes('\0');
