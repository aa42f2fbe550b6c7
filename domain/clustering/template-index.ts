export const TEMPLATE_VERSION = 'template-1';
/** Below this two lines have too little in common to be listed. */
const LEAST = 0.5;
/** Lines of one length are compared with so many templates; a project with more than these has logs no template fits. */
const MOST_COMPARED = 5_000;
const MOST_FOUND = 20;
/** Where so many templates differ in one and the same word only, the word is a variable: a user, a host, a queue. */
const VALUES_OF_VARIABLE = 4;
const VARIABLE_SCORE = 0.95;
const LONGEST_WITH_SLOTS = 40;

interface Scored {
  id: string;
  /** 0..1, the same whichever of the two comes first. */
  score: number;
}

/**
 * The masked lines of a project, each once, and which of them are one line with another word in it. What it answers depends on the set of
 * templates it holds alone. Templates of different length are never alike.
 */
export class TemplateIndex {
  readonly #byLength = new Map<number, Map<string, readonly string[]>>();
  /** A template with one place left open → word in that place → report. */
  readonly #slots = new Map<string, Map<string, string>>();

  add(id: string, template: readonly string[]): void {
    if (!this.#byLength.has(template.length)) this.#byLength.set(template.length, new Map());
    this.#byLength.get(template.length)!.set(id, template);
    for (const { slot, word } of slotsOf(template)) {
      if (!this.#slots.has(slot)) this.#slots.set(slot, new Map());
      this.#slots.get(slot)!.set(word, id);
    }
  }

  remove(id: string, template: readonly string[]): void {
    if (!this.#byLength.get(template.length)?.delete(id)) return;
    for (const { slot, word } of slotsOf(template)) {
      const words = this.#slots.get(slot);
      if (words?.get(word) === id && words.delete(word) && words.size === 0) this.#slots.delete(slot);
    }
  }

  /** At most 20 others, most alike first; ties by id. */
  similar(id: string, template: readonly string[], wanted: (id: string) => boolean): Scored[] {
    const found = new Map<string, number>();
    let compared = 0;
    for (const [other, words] of this.#byLength.get(template.length) ?? []) {
      if (++compared > MOST_COMPARED) break;
      if (other === id || !wanted(other)) continue;
      const score = templateSimilarity(template, words);
      if (score >= LEAST) found.set(other, score);
    }
    for (const { slot } of slotsOf(template)) {
      const words = this.#slots.get(slot);
      if (!words || words.size < VALUES_OF_VARIABLE) continue;
      for (const other of words.values()) if (found.has(other)) found.set(other, Math.max(VARIABLE_SCORE, found.get(other)!));
    }
    return [...found]
      .map(([other, score]) => ({ id: other, score }))
      .sort((a, b) => b.score - a.score || (a.id < b.id ? -1 : 1))
      .slice(0, MOST_FOUND);
  }
}

function slotsOf(template: readonly string[]): { slot: string; word: string }[] {
  // A template of two words that differ in one shares too little.
  if (template.length < 3 || template.length > LONGEST_WITH_SLOTS) return [];
  return template.flatMap((word, i) => (word === '*' ? [] : [{ slot: template.with(i, '\u0000').join(' '), word }]));
}

/** The share of places at which two templates of one length have the same word. Masked places count half: something stood there, no more. Pure. */
export function templateSimilarity(a: readonly string[], b: readonly string[]): number {
  let same = 0;
  let places = 0;
  for (let i = 0; i < a.length; i++) {
    const weight = a[i]!.includes('*') && b[i]!.includes('*') ? 0.5 : 1;
    places += weight;
    if (a[i] === b[i]) same += weight;
  }
  return places === 0 ? 0 : same / places;
}
