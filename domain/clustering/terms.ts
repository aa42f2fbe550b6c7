import stem from 'wink-porter2-stemmer';
import type { Report } from '../report.ts';
import { STOP_WORDS } from './stop-words.ts';

/** The part of a report that grouping reads. */
export type Groupable = Pick<Report, 'title' | 'body' | 'exceptions' | 'kind'>;

export interface Terms {
  /** Stem or identifier → weight, 1 + ln(count), title words counted twice. */
  weights: Map<string, number>;
  /** Term → the word as somebody wrote it, for people to read. */
  written: Map<string, string>;
  /** Terms of the title alone. */
  title: ReadonlySet<string>;
}

/** What a report is about stands in its first lines; logs and code come after. */
const BODY_CHARS = 1000;
const FRAMES = 6;
const WORD = /[\p{L}_$][\p{L}\p{N}_$]*(?:[.#:-]+[\p{L}_$][\p{L}\p{N}_$]*)*|\p{N}+(?:\.\p{N}+)*/gu;
/** Versions, ports, codes; one digit says nothing, and a long number is somebody's id. */
const NUMBER = /^\p{N}{2,}$|^\p{N}+\./u;
const LONGEST_NUMBER = 10;
const CAMEL = /(?<=[\p{Ll}\p{N}])(?=\p{Lu})|(?<=\p{Lu})(?=\p{Lu}\p{Ll})|[_.$#:-]+/u;
/** What varies between two reports of one problem: links, addresses, hex and UUIDs, quoted template comments. */
const NOISE = /<!--[\s\S]*?-->|https?:\/\/\S+|\b[0-9a-f]{8}-[0-9a-f-]{27}\b|\b0x[0-9a-f]+\b|\b[0-9a-f]{12,}\b|[\w.+-]+@[\w-]+\.[\w.]+/giu;

/** A term that is a name from code without digits and dots. */
const PLAIN_NAME = /^=[a-z]+$/;

const remembered = new WeakMap<Groupable, Terms>();
const rememberedForIndex = new WeakMap<Groupable, Terms>();

/** Terms of a report, remembered per object. Pure. */
export function termsOf(report: Groupable): Terms {
  const known = remembered.get(report);
  if (known) return known;
  const terms = extract(report);
  remembered.set(report, terms);
  return terms;
}

/**
 * The same as an index of words holds them: a name of plain letters counts as the word it is, for people write ZooKeeper and Zookeeper of one
 * thing. Pure.
 */
export function indexTermsOf(report: Groupable): Terms {
  const known = rememberedForIndex.get(report);
  if (known) return known;
  const terms = termsOf(report);
  const weights = new Map<string, number>();
  const written = new Map(terms.written);
  for (const [term, weight] of terms.weights) {
    const word = plainOf(term);
    const other = weights.get(word);
    weights.set(word, other === undefined ? weight : 1 + Math.log(Math.exp(other - 1) + Math.exp(weight - 1)));
    if (!written.has(word)) written.set(word, terms.written.get(term)!);
  }
  const made = { weights, written, title: new Set([...terms.title].map(plainOf)) };
  rememberedForIndex.set(report, made);
  return made;
}

function plainOf(term: string): string {
  return PLAIN_NAME.test(term) ? stem(term.slice(1)) : term;
}

function extract(report: Groupable): Terms {
  const counts = new Map<string, number>();
  const written = new Map<string, string>();
  const add = (term: string, word: string, times: number) => {
    counts.set(term, (counts.get(term) ?? 0) + times);
    if (!written.has(term)) written.set(term, word);
  };
  addText(report.title, 2, add);
  const title = new Set(counts.keys());
  addText(report.body.slice(0, BODY_CHARS), 1, add);
  for (const exception of report.exceptions.slice(-2)) {
    addText(`${exception.type} ${exception.message.slice(0, 300)}`, 1, add);
    for (const frame of innermost(exception.frames)) if (frame.function) addText(frame.function, 1, add);
  }
  const weights = new Map<string, number>();
  for (const [term, times] of counts) weights.set(term, 1 + Math.log(times));
  return { weights, written, title };
}

/** The last frames of the application's own code, or of any code where the sender marked none as its own. */
function innermost(frames: Report['exceptions'][number]['frames']) {
  const own = frames.filter((frame) => frame.inApp === true);
  return (own.length > 0 ? own : frames).slice(-FRAMES);
}

function addText(text: string, times: number, add: (term: string, word: string, times: number) => void): void {
  for (const match of text.normalize('NFKC').replace(NOISE, ' ').matchAll(WORD)) {
    const word = match[0].replace(/[.#:-]+$/u, '');
    if (NUMBER.test(word)) {
      if (word.length <= LONGEST_NUMBER) add(word, word, times);
      continue;
    }
    const parts = word.split(CAMEL).filter((part) => part.length > 1);
    if (parts.length > 1 || /[_$]/u.test(word)) add(`=${word.toLowerCase()}`, word, times);
    for (const part of parts) {
      const lower = part.toLowerCase();
      if (!STOP_WORDS.has(lower) && !/^\p{N}+$/u.test(lower)) add(/^[a-z]+$/.test(lower) ? stem(lower) : lower, part, times);
    }
  }
}

/** True for names from code (submitCart, cart.total, MAX_SIZE), which weigh more than prose. */
export function isIdentifier(term: string): boolean {
  return term.startsWith('=');
}
