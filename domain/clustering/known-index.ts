import type { Report } from '../report.ts';
import type { BoundedKind } from './bounds.ts';
import { profileOf, type Profile } from './profile.ts';
import { TemplateIndex } from './template-index.ts';
import { termsOf } from './terms.ts';
import { WordIndex } from './word-index.ts';

/** More lines with one fingerprint than these say nothing new to words. */
const NOTHING: ReadonlySet<string> = new Set();

/**
 * What grouping knows of a project's reports, ready to be asked: their keys, words, frames and templates. Built from the store, kept up
 * with `put` and `remove`; the same reports give the same answers whatever way they came in. About 2 KB a report.
 */
export class KnownIndex {
  readonly profiles = new Map<string, Profile>();
  readonly words = new WordIndex();
  readonly frames = new WordIndex();
  readonly templates = new TemplateIndex();
  readonly #byKey = new Map<string, Set<string>>();
  readonly #members = new Map<string, Set<string>>();
  #people = 0;
  #isStale = false;

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

  /** One that stood for others with its fingerprint has gone: build another index from the store. */
  get isStale(): boolean {
    return this.#isStale;
  }

  /** Takes on a report as it is now. */
  put(report: Report): void {
    this.remove(report.id);
    const profile = profileOf(report);
    this.profiles.set(report.id, profile);
    const isFirst = profile.fingerprint === null || !this.#byKey.has(fingerprintKey(profile.fingerprint.value));
    for (const { key } of keysOf(profile)) addTo(this.#byKey, key, report.id);
    if (profile.clusterId !== null) addTo(this.#members, profile.clusterId, report.id);
    if (isHuman(profile)) this.#people += 1;
    // A hundred lines of one template would fill every list of candidates.
    if (!isFirst) return;
    this.words.add(report.id, termsOf(report));
    if (profile.frames.length > 0) this.frames.add(report.id, { weights: new Map(profile.frames.map((frame) => [frame, 1])), title: [] });
    if (profile.template.length > 0) this.templates.add(report.id, profile.template);
  }

  remove(id: string): void {
    const profile = this.profiles.get(id);
    if (!profile) return;
    this.profiles.delete(id);
    for (const { key } of keysOf(profile)) takeFrom(this.#byKey, key, id);
    if (profile.clusterId !== null) takeFrom(this.#members, profile.clusterId, id);
    if (isHuman(profile)) this.#people -= 1;
    const stoodForOthers = this.words.has(id) && profile.fingerprint !== null;
    if (stoodForOthers && this.withKey(fingerprintKey(profile.fingerprint!.value)).size > 0) this.#isStale = true;
    this.words.remove(id);
    this.frames.remove(id);
    this.templates.remove(id, profile.template);
  }

  /** Reports that have the key. */
  withKey(key: string): ReadonlySet<string> {
    return this.#byKey.get(key) ?? NOTHING;
  }

  members(clusterId: string): ReadonlySet<string> {
    return this.#members.get(clusterId) ?? NOTHING;
  }
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
