import type { Profile } from './profile.ts';
import type { Overlap } from './overlap.ts';

export const EVENT_VERSION = 'frames-1';
const DAY_MS = 86_400_000;
/** A trace whose whole length the other one begins with, and long enough to mean something: one of them was cut off. */
const ENOUGH_FRAMES = 4;

/** Log-odds, fitted by logistic regression on public crash reports with known duplicates. */
const WEIGHTS = { bias: -5.9, idfShare: 1.8, cosine: 2.9, sameType: 1.4, wholePrefix: 1.4, prefix: 0.6, days: -3.2 };

/**
 * How likely two exceptions with different fingerprints are one, 0..1: overlap of their innermost frames by idf, the type, and how far the
 * traces run alike from where it was thrown. The same whichever comes first. Pure.
 */
export function eventScore(a: Profile, b: Profile, overlap: Overlap): number {
  const shorter = Math.min(a.frames.length, b.frames.length);
  let prefix = 0;
  while (prefix < shorter && a.frames[prefix] === b.frames[prefix]) prefix += 1;
  const z =
    WEIGHTS.bias +
    WEIGHTS.idfShare * overlap.idfShare +
    WEIGHTS.cosine * overlap.whole +
    (a.exceptionTypes.at(-1) === b.exceptionTypes.at(-1) ? WEIGHTS.sameType : 0) +
    (prefix === shorter && shorter >= ENOUGH_FRAMES ? WEIGHTS.wholePrefix : 0) +
    WEIGHTS.prefix * Math.log1p(prefix) +
    WEIGHTS.days * (Math.log1p(Math.abs(a.occurredMs - b.occurredMs) / DAY_MS) / 8);
  return 1 / (1 + Math.exp(-z));
}
