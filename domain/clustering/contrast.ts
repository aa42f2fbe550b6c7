const PLATFORM = /\b(android|ios|iphone|ipad|windows|mac|macos|osx|linux|ubuntu|safari|firefox|chrome|edge|opera)\b/giu;
const SAME_PLATFORM: Record<string, string> = { iphone: 'ios', ipad: 'ios', macos: 'mac', osx: 'mac', ubuntu: 'linux' };
const NUMBER = /\d+(?:\.\d+)*/gu;

/** Platforms a title names. Pure. */
export function platformsOf(title: string): Set<string> {
  return new Set([...title.matchAll(PLATFORM)].map(([name]) => SAME_PLATFORM[name.toLowerCase()] ?? name.toLowerCase()));
}

/** Numbers a title names: versions, limits, error codes. Pure. */
export function numbersOf(title: string): Set<string> {
  return new Set([...title.matchAll(NUMBER)].map(([number]) => number));
}
