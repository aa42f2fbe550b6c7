const PLATFORM =
  /\b(android|ios|iphone|ipad|windows|win ?\d+|mac|macos|osx|linux|ubuntu|blackberry|tizen|mobile ?web|watchos|tvos|safari|firefox|chrome|edge|opera)\b/giu;
const SAME_PLATFORM: Record<string, string> = { iphone: 'ios', ipad: 'ios', macos: 'mac', osx: 'mac', ubuntu: 'linux' };
const NUMBER = /\d+(?:\.\d+)*/gu;

/** Platforms a title names. Pure. */
export function platformsOf(title: string): Set<string> {
  return new Set([...title.matchAll(PLATFORM)].map(([name]) => platformNamed(name.toLowerCase().replace(' ', ''))));
}

function platformNamed(name: string): string {
  return /^win\d/.test(name) ? 'windows' : (SAME_PLATFORM[name] ?? name);
}

/** Numbers a title names: versions, limits, error codes. Pure. */
export function numbersOf(title: string): Set<string> {
  return new Set([...title.matchAll(NUMBER)].map(([number]) => number));
}

/** "Editor: ", "[Editor] ", "(Editor) ", "ABC-123. ", "Editor - ": which part of the product it is about. */
const LABEL =
  /^\s*(?:\[[^\]]{1,40}\]:?|\([^)]{1,40}\)|[\w.#/&-]{1,40}(?: [\w.#/&-]{1,40}){0,2}\s?:|[A-Z]{2,10}-\d+[.:]?|[\w.]{1,40} -(?= ))\s*/u;
const OPENERS = new Set(['please', 'should', 'to', 'also', 'we', 'need', 'must']);
/** Not those that open a complaint as well: build, test, release, log. */
const WORK = new Set(
  (
    'add adopt allow apply avoid backport bring bump bundle change clean cleanup combine consolidate convert create define delete deprecate disable document drop ' +
    'enable enhance ensure exclude expose extend extract fix generate handle implement improve include increase integrate introduce investigate make merge migrate ' +
    'modify move optimise optimize provide publish reduce refactor remove rename replace restore revert review rewrite rework set show simplify skip split stop ' +
    'support switch unify update upgrade use validate verify write'
  ).split(' '),
);
/** "Update fails", "Support is missing": a complaint after all. */
const COMPLAINT =
  /^(?:is|are|was|were|does|doesn|did|didn|isn|not|fails?|failed|failing|failures?|errors?|crash\w*|causes?|broken|missing|hangs?|breaks?)$/u;

/**
 * Whether a title asks for work, in the imperative ("Editor: add a dark theme"), rather than tell what went wrong. English alone: of other
 * languages none does. Pure.
 */
export function asksForWork(title: string): boolean {
  const words = wordsOf(withoutLabels(title));
  const start = words.findIndex((word) => !OPENERS.has(word));
  return WORK.has(words[start] ?? '') && !COMPLAINT.test(words[start + 1] ?? '');
}

function withoutLabels(title: string): string {
  let rest = title;
  for (let label = LABEL.exec(rest); label && label[0].length < rest.length; label = LABEL.exec(rest)) rest = rest.slice(label[0].length);
  return rest;
}

/** The first few; none where it opens with something quoted. */
function wordsOf(text: string): readonly string[] {
  return /^\p{L}/u.test(text)
    ? (text
        .slice(0, 80)
        .toLowerCase()
        .match(/\p{L}+/gu) ?? [])
    : [];
}
