const PLATFORM = /\b(android|ios|iphone|ipad|windows|mac|macos|osx|linux|ubuntu|safari|firefox|chrome|edge|opera)\b/giu;
const SAME_PLATFORM: Record<string, string> = { iphone: 'ios', ipad: 'ios', macos: 'mac', osx: 'mac', ubuntu: 'linux' };
const NUMBER = /\d+(?:\.\d+)*/gu;

/** Both titles name platforms, and none of them is the same: the strongest sign that two alike reports are two problems. Pure. */
export function platformsDiffer(titleA: string, titleB: string): boolean {
  return differ(platformsOf(titleA), platformsOf(titleB));
}

/** Both titles hold numbers, and none of them is the same: two versions, two limits, two error codes. Pure. */
export function numbersDiffer(titleA: string, titleB: string): boolean {
  return differ(numbersOf(titleA), numbersOf(titleB));
}

function platformsOf(title: string): Set<string> {
  return new Set([...title.matchAll(PLATFORM)].map(([name]) => SAME_PLATFORM[name.toLowerCase()] ?? name.toLowerCase()));
}

function numbersOf(title: string): Set<string> {
  return new Set([...title.matchAll(NUMBER)].map(([number]) => number));
}

function differ(a: Set<string>, b: Set<string>): boolean {
  return a.size > 0 && b.size > 0 && a.isDisjointFrom(b);
}
