import type { Evidence, Report } from '../report.ts';
import { FINGERPRINT_VERSION, fingerprintOf } from './fingerprint.ts';
import type { KeyMatch } from './keyed-groups.ts';
import { WORDS_VERSION } from './pair-score.ts';
import type { Link, WordLinks } from './word-links.ts';

const SHOWN = 8;

/** What evidence of one run has in common. */
export interface Decided {
  joinAt: number;
  space: string | null;
  now: string;
}

/** Placed by a key. Pure, as is all here. */
export function keyEvidence(report: Report, match: KeyMatch, { now }: Decided): Evidence {
  const byFingerprint = match.rule === 'fingerprint';
  return {
    ...plain(report, now),
    rule: match.rule,
    version: byFingerprint ? FINGERPRINT_VERSION : 'sender-1',
    nearestReportId: match.nearest.id,
    nearestTitle: match.nearest.title,
    sharedFrames: byFingerprint ? (fingerprintOf(report)?.frames ?? []) : [],
  };
}

/** Joined by words: the strongest link into the group. */
export function wordsEvidence(report: Report, nearest: Report, link: Link, links: WordLinks, decided: Decided): Evidence {
  return {
    ...plain(report, decided.now),
    rule: 'words',
    score: round(link.score),
    bound: decided.joinAt,
    nearestReportId: nearest.id,
    nearestTitle: nearest.title,
    sharedWords: links.sharedWords(report, nearest, SHOWN),
    space: link.dense ? decided.space : null,
  };
}

/** Opened its cluster; `link` is the strongest one that was not enough. */
export function firstEvidence(report: Report, nearest: Report | null, link: Link | null, decided: Decided): Evidence {
  return {
    ...plain(report, decided.now),
    rule: 'first',
    score: link ? round(link.score) : null,
    bound: decided.joinAt,
    nearestReportId: nearest?.id ?? null,
    nearestTitle: nearest?.title ?? null,
    sharedFrames: fingerprintOf(report)?.frames ?? [],
    space: link?.dense ? decided.space : null,
  };
}

function plain(report: Report, now: string) {
  return {
    version: WORDS_VERSION,
    score: null,
    bound: null,
    sharedWords: [],
    sharedFrames: [],
    fingerprint: fingerprintOf(report)?.value ?? null,
    space: null,
    decidedAt: now,
  } satisfies Partial<Evidence>;
}

function round(score: number): number {
  return Math.round(score * 1000) / 1000;
}
