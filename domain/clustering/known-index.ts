import type { Report } from '../report.ts';
import { BestScores } from './best-scores.ts';
import type { BoundedKind } from './bounds.ts';
import { profileOf, type Profile } from './profile.ts';
import { TemplateIndex } from './template-index.ts';
import { indexTermsOf } from './terms.ts';
import { Timeline } from './timeline.ts';
import { WordIndex } from './word-index.ts';

const NOTHING: ReadonlySet<string> = new Set();
/** Measured by `npm run bench:assign`, where most frames are new: what a report's profile and keys take, and each of its words and frames. */
const BYTES_PER_REPORT = 900;
const BYTES_PER_TERM = 60;

/**
 * What grouping knows of a project's reports, ready to be asked: their keys, words, frames and templates. Built from the store, kept up
 * with `put` and `remove`; the same reports give the same answers whatever way they came in.
 * Of reports with one fingerprint the oldest speaks for all: a hundred lines of one template would fill every list of candidates.
 */
export class KnownIndex {
  readonly profiles = new Map<string, Profile>();
  readonly words = new WordIndex();
  readonly frames = new WordIndex();
  readonly templates = new TemplateIndex();
  /** Of what people wrote. */
  readonly timeline = new Timeline();
  readonly bestScores = new BestScores();
  readonly #byKey = new Map<string, Set<string>>();
  readonly #members = new Map<string, Set<string>>();
  /** Fingerprint → the report whose words are kept. */
  readonly #speakers = new Map<string, string>();
  /** Fingerprints whose speaker has gone. */
  readonly #silent = new Set<string>();
  #people = 0;

  constructor(reports: Iterable<Report> = []) {
    for (const report of reports) this.put(report);
  }

  get size(): number {
    return this.profiles.size;
  }

  /** Whether anybody wrote anything in words, which machine reports are compared with. */
  get hasPeople(): boolean {
    return this.#people > 0;
  }

  /** About what it takes in memory. */
  get sizeBytes(): number {
    return this.size * BYTES_PER_REPORT + (this.words.termCount + this.frames.termCount) * BYTES_PER_TERM;
  }

  /** One that spoke for others with its fingerprint has gone: put the `unspoken` again, or build another index from the store. */
  get isStale(): boolean {
    return this.#silent.size > 0;
  }

  /** Reports that have to speak for others now and whose words are not here: `put` each again as it is in the store. */
  unspoken(): string[] {
    return [...this.#silent].map((key) => this.#oldestWith(key));
  }

  /** Takes on a report as it is now. */
  put(report: Report): void {
    this.remove(report.id);
    const profile = this.#enter(report);
    if (profile.fingerprint === null) return this.#speak(report, profile);
    const key = fingerprintKey(profile.fingerprint.value);
    const speaker = this.#speakers.get(key);
    if (this.#oldestWith(key, speaker === undefined ? undefined : [speaker, report.id]) !== report.id) return;
    if (speaker !== undefined) this.#hush(speaker);
    this.#silent.delete(key);
    this.#speakers.set(key, report.id);
    this.#speak(report, profile);
  }

  /** Takes on a report for a moment: it speaks where nobody does. `remove` the last one first, and what was here before is here again. */
  visit(report: Report): void {
    this.remove(report.id);
    const profile = this.#enter(report);
    const key = profile.fingerprint && fingerprintKey(profile.fingerprint.value);
    if (key !== null && this.#speakers.has(key)) return;
    if (key !== null) this.#speakers.set(key, report.id);
    this.#speak(report, profile);
  }

  remove(id: string): void {
    const profile = this.profiles.get(id);
    if (!profile) return;
    this.profiles.delete(id);
    for (const { key } of keysOf(profile)) takeFrom(this.#byKey, key, id);
    if (profile.clusterId !== null) takeFrom(this.#members, profile.clusterId, id);
    if (profile.bestScore !== null) this.bestScores.remove(profile.receivedAt, id);
    if (isHuman(profile)) {
      this.#people -= 1;
      this.timeline.remove(profile.occurredMs);
    }
    if (profile.fingerprint === null) return this.#hush(id, profile);
    const key = fingerprintKey(profile.fingerprint.value);
    if (this.#speakers.get(key) === id) {
      this.#hush(id, profile);
      this.#speakers.delete(key);
      if (this.#byKey.has(key)) this.#silent.add(key);
    }
    if (!this.#byKey.has(key)) this.#silent.delete(key);
  }

  #enter(report: Report): Profile {
    const profile = profileOf(report);
    this.profiles.set(report.id, profile);
    for (const { key } of keysOf(profile)) addTo(this.#byKey, key, report.id);
    if (profile.clusterId !== null) addTo(this.#members, profile.clusterId, report.id);
    if (profile.bestScore !== null) this.bestScores.add(profile.receivedAt, report.id, profile.bestScore);
    if (isHuman(profile)) {
      this.#people += 1;
      this.timeline.add(profile.occurredMs);
    }
    return profile;
  }

  #speak(report: Report, profile: Profile): void {
    this.words.add(report.id, indexTermsOf(report));
    if (profile.frames.length > 0) this.frames.add(report.id, { weights: new Map(profile.frames.map((frame) => [frame, 1])), title: [] });
    if (profile.template.length > 0) this.templates.add(report.id, profile.template);
  }

  #hush(id: string, profile: Profile = this.profiles.get(id)!): void {
    this.words.remove(id);
    this.frames.remove(id);
    this.templates.remove(id, profile.template);
  }

  #oldestWith(key: string, ids: Iterable<string> = this.withKey(key)): string {
    return [...ids].map((id) => this.profiles.get(id)!).reduce((a, b) => (isOlder(b, a) ? b : a)).id;
  }

  /** Reports that have the key. */
  withKey(key: string): ReadonlySet<string> {
    return this.#byKey.get(key) ?? NOTHING;
  }

  members(clusterId: string): ReadonlySet<string> {
    return this.#members.get(clusterId) ?? NOTHING;
  }
}

function isOlder(a: Profile, b: Profile): boolean {
  return a.receivedAt === b.receivedAt ? a.id < b.id : a.receivedAt < b.receivedAt;
}

export function isHuman(profile: Profile): boolean {
  return profile.route === 'issue' || profile.route === 'prose';
}

/** Which bounds hold between two reports. */
export function kindOf(a: Profile, b: Profile): BoundedKind {
  return a.route === b.route ? a.route : 'issue';
}

export interface Key {
  rule: 'sender' | 'fingerprint';
  key: string;
}

/** What needs no judgement, strongest first: the sender's own group, then the fingerprint. */
export function keysOf(profile: Profile): Key[] {
  const keys: Key[] = [];
  if (profile.senderGroup !== null) keys.push({ rule: 'sender', key: `sender\n${profile.source}\n${profile.senderGroup}` });
  if (profile.fingerprint !== null) keys.push({ rule: 'fingerprint', key: fingerprintKey(profile.fingerprint.value) });
  return keys;
}

function fingerprintKey(value: string): string {
  return `fingerprint\n${value}`;
}

function addTo(map: Map<string, Set<string>>, key: string, id: string): void {
  const ids = map.get(key);
  if (ids) ids.add(id);
  else map.set(key, new Set([id]));
}

function takeFrom(map: Map<string, Set<string>>, key: string, id: string): void {
  const ids = map.get(key);
  if (ids?.delete(id) && ids.size === 0) map.delete(key);
}
