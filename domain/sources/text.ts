import { v5 } from 'uuid';

/** Outside text on its way in: bounded, well formed, free of what stores and terminals choke on, and of what makes text read in another order than it has. All pure, all linear time. */

// eslint-disable-next-line no-control-regex -- removing them is the point
const CONTROL = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f\u2028-\u202e\u2066-\u2069\ufeff]/gu;
/** Something to read: no text of blanks that have no width. */
const VISIBLE = /[\p{L}\p{N}\p{P}\p{S}]/u;
const BLANKS = /\s+/gu;

/** Several lines, at most `most` UTF-16 units, no half characters, no control characters but tab and newline. */
export function cleanText(text: string, most: number): string {
  // Cut first: work is bounded whatever was sent. Twice the room, because cleaning shortens.
  return cut(
    cut(text, most * 2)
      .replace(/\r\n?/gu, '\n')
      .replace(CONTROL, '')
      .toWellFormed()
      .trim(),
    most,
  );
}

/** One line, at most `most`; an ellipsis marks a cut. Empty where nothing in it can be seen. */
export function cleanLine(text: string, most: number): string {
  const line = cleanText(text, most * 2)
    .replace(BLANKS, ' ')
    .trim();
  if (!VISIBLE.test(line)) return '';
  return line.length <= most ? line : `${cut(line, most - 1).trimEnd()}…`;
}

/** At most `most` units, never half a surrogate pair. */
export function cut(text: string, most: number): string {
  if (text.length <= most) return text;
  const last = text.charCodeAt(most - 1);
  return text.slice(0, last >= 0xd800 && last <= 0xdbff ? most - 1 : most);
}

/** First of these that has a word in it, as one line; null if none. */
export function firstLine(most: number, ...candidates: (string | null | undefined)[]): string | null {
  for (const candidate of candidates) {
    const line = candidate ? cleanLine(candidate, most) : '';
    if (line !== '') return line;
  }
  return null;
}

/** Fixed for ever: long identities would be new again. */
const IDENTITY_NAMESPACE = '0b7f6f0e-6a43-5f0c-8d7a-7f7c5f4f6d11';

/** A vendor's identity of a fact as one line of at most 256; a longer one is cut and ends in a digest of the whole. null: nothing in it. */
export function identityOf(identity: string | null | undefined): string | null {
  const line = identity ? cleanLine(identity, 10_000) : '';
  if (line === '') return null;
  return line.length <= 256 ? line : `${cut(line, 200)}#${v5(line, IDENTITY_NAMESPACE)}`;
}

/** Address a person may open; anything but http(s) is dropped. */
export function httpUrl(candidate: string | null | undefined): string | null {
  if (!candidate || candidate.length > 2000 || !/^https?:\/\//iu.test(candidate) || !URL.canParse(candidate)) return null;
  return new URL(candidate).href.slice(0, 2000);
}

const OLDEST_MS = Date.UTC(2000, 0, 1);
const DAY_MS = 86_400_000;
/** Epochs from here on count milliseconds: as seconds it would be the year 5138. */
const EPOCH_MS_FROM = 1e11;
const EPOCH = /^\d{1,16}(?:\.\d{1,9})?$/u;
/** Date.parse takes the 5 of `-5` and of `disk 5` for a month; what is a date names a year. */
const NAMES_A_YEAR = /(?<!\d)20\d{2}(?!\d)/u;
/** Without a zone it is UTC, wherever this runs. */
const WITHOUT_ZONE = /^(\d{4}-\d{2}-\d{2})[ T](\d{2}:\d{2}(?::\d{2}(?:[.,]\d{1,9})?)?)$/u;

/**
 * ISO time of a vendor's date: ISO text, or seconds or milliseconds since 1970, as a number or as text.
 * `fallback` where it is none, before 2000 or over a day ahead of `fallback`.
 */
export function isoTime(value: string | number | null | undefined, fallback: string): string {
  if (value === null || value === undefined || value === '') return fallback;
  const ms = msOf(value);
  return Number.isFinite(ms) && ms >= OLDEST_MS && ms <= Date.parse(fallback) + DAY_MS ? new Date(ms).toISOString() : fallback;
}

function msOf(value: string | number): number {
  if (typeof value === 'string' && !EPOCH.test(value)) return msOfText(value.slice(0, 100).trim());
  const epoch = Number(value);
  return epoch >= EPOCH_MS_FROM ? epoch : epoch * 1000;
}

function msOfText(date: string): number {
  if (!NAMES_A_YEAR.test(date)) return Number.NaN;
  const [, day, time] = WITHOUT_ZONE.exec(date) ?? [];
  return Date.parse(day && time ? `${day}T${time.replace(',', '.')}Z` : date);
}

type Fact = string | number | boolean | null;

/** Metadata: blanks dropped, at most 40 keys of at most 60 characters, values at most 500. */
export function factsOf(entries: Iterable<readonly [string, unknown]>): Record<string, Fact> {
  const kept = new Map<string, Fact>();
  for (const [rawKey, value] of entries) {
    if (kept.size >= 40) break;
    const key = cleanLine(rawKey, 60);
    if (key === '' || key === '__proto__' || kept.has(key)) continue;
    if (typeof value === 'boolean' || (typeof value === 'number' && Number.isFinite(value))) kept.set(key, value);
    else if (typeof value === 'string' && value.trim() !== '') kept.set(key, cleanLine(value, 500));
  }
  return Object.fromEntries(kept);
}

/** Why a kind of delivery that has no use here is left out, with the vendor's name of it where that is one: `an event that is not followed: star`. */
export function notFollowed(what: string, name: string): string {
  return /^[\w.-]{1,60}$/u.test(name) ? `${what} that is not followed: ${name}` : `${what} that is not followed`;
}
