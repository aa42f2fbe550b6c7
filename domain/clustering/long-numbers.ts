/** Money, a time of day, a day: `$1,200`, `7:30pm`, `2/20`. Anybody writes these of anything. */
const EVERYDAY = /[$€£]\p{N}+(?:[.,]\p{N}+)*|(?<![\p{L}\p{N}.:/])\p{N}{1,2}(?:[:/]\p{N}{1,2}){1,2}(?:am|pm)?(?![\p{L}\p{N}.:/])/gu;
const LONG_NUMBER = /\p{N}{3,}/gu;

/** Pure. */
export function withoutEveryday(text: string): string {
  return text.replace(EVERYDAY, ' ');
}

/** Numbers of three digits and more that may tell problems apart: error codes, orders. Pure. */
export function longNumbersOf(text: string): string[] {
  return withoutEveryday(text).match(LONG_NUMBER) ?? [];
}
