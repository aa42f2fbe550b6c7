import type { Report, ReportRevision } from './report.ts';

/** What stands where words of an erased report stood. */
const ERASED_MARK = '[erased]';

const WORD = /[\p{L}\p{N}_@.+-]+/gu;
/** So many words in the order of the report are taken as a quote of it; fewer may be anybody's. */
const QUOTE_WORDS = 4;
/** A word by itself is the report's own where it is an address, or a long mix of letters and digits. */
const LONE_WORD = /^(?=.*\p{L})(?=.*\p{N}).{10,}$|@.*\.|^.{24,}$/u;

/** Finds what quotes reports. Pure, and cheap to ask many times. */
export interface QuoteFinder {
  /** The text with every quote replaced, the same object of text where there is none. */
  redact(text: string): string;
}

/**
 * What quotes these texts: four of their words in a row however they are wrapped or cut off, one of their short lines, an address, an
 * identifier, or the name of who wrote. Words of code, like the frames of a stack, are not theirs: they are in the repository too.
 */
export function quoteFinder(reports: readonly Report[], revisions: readonly ReportRevision[]): QuoteFinder {
  const quotes = new Set<string>();
  const lone = new Set<string>();
  for (const text of textsOf(reports, revisions)) {
    const words = wordsOf(text).map(({ word }) => word);
    for (const word of words) if (LONE_WORD.test(word)) lone.add(word);
    for (let i = 0; i + QUOTE_WORDS <= words.length; i++) quotes.add(words.slice(i, i + QUOTE_WORDS).join(' '));
  }
  const people = reports.flatMap(({ author, metBy = [] }) => [author ?? '', ...metBy]);
  for (const name of people) for (const { word } of wordsOf(name)) if (word.length >= 3) lone.add(word);
  const shortLines = textsOf(reports, revisions)
    .flatMap((text) => text.split('\n'))
    .map((line) => line.trim())
    .filter((line) => line.length >= 8 && wordsOf(line).length < QUOTE_WORDS);
  return { redact: (text) => redactLines(redactWords(text, quotes, lone), shortLines) };
}

/** Every string inside a JSON value, redacted. Pure; the same value where nothing was quoted. */
export function redactJson(value: unknown, finder: QuoteFinder): unknown {
  if (typeof value === 'string') return finder.redact(value);
  if (Array.isArray(value)) return value.map((item) => redactJson(item, finder));
  if (value === null || typeof value !== 'object') return value;
  return Object.fromEntries(Object.entries(value).map(([name, item]) => [name, redactJson(item, finder)]));
}

function textsOf(reports: readonly Report[], revisions: readonly ReportRevision[]): string[] {
  return [
    ...reports.flatMap(({ title, body, url, exceptions, metadata }) => [
      ...[title, body, url ?? ''],
      ...exceptions.map(({ message }) => message),
      ...Object.values(metadata).filter((fact) => typeof fact === 'string'),
    ]),
    ...revisions.flatMap(({ title, body }) => [title, body]),
  ];
}

function wordsOf(text: string): { word: string; from: number; to: number }[] {
  return Array.from(text.matchAll(WORD), (match) => ({
    word: match[0].toLowerCase().replace(/^[.+-]+|[.+-]+$/g, ''),
    from: match.index,
    to: match.index + match[0].length,
  })).filter(({ word }) => word !== '');
}

function redactWords(text: string, quotes: ReadonlySet<string>, lone: ReadonlySet<string>): string {
  const words = wordsOf(text);
  const quoted = words.map(({ word }) => lone.has(word));
  for (let i = 0; i + QUOTE_WORDS <= words.length; i++) {
    const quote = words.slice(i, i + QUOTE_WORDS).map(({ word }) => word);
    if (quotes.has(quote.join(' '))) quoted.fill(true, i, i + QUOTE_WORDS);
  }
  if (!quoted.includes(true)) return text;
  let redacted = '';
  let end = 0;
  for (let i = 0; i < words.length; i++) {
    if (!quoted[i]) continue;
    let last = i;
    while (quoted[last + 1]) last++;
    redacted += text.slice(end, words[i]!.from) + ERASED_MARK;
    end = words[last]!.to;
    i = last;
  }
  return redacted + text.slice(end);
}

function redactLines(text: string, lines: readonly string[]): string {
  let redacted = text;
  for (const line of lines) if (redacted.includes(line)) redacted = redacted.replaceAll(line, ERASED_MARK);
  return redacted;
}
