/**
 * Characters a person does not see but a model reads: zero-width, bidirectional controls, tag characters, variation selectors, fillers,
 * and control characters other than newline and tab.
 */
const INVISIBLE = /(?![\n\t])[\p{Cc}\p{Cf}\p{Default_Ignorable_Code_Point}]/gu;
const COMMENT = /<!--[\s\S]*?(?:-->|$)/g;

export interface CleanedText {
  text: string;
  /** Characters taken out, so that a page can say that something was hidden. */
  removed: number;
}

/**
 * Text of a stranger as a person would see it: NFKC, nothing invisible, no HTML comments, cut at `maxChars`. Pure; cleaning twice changes nothing.
 */
export function cleanText(text: string, maxChars: number): CleanedText {
  let cleaned = text.replaceAll('\r\n', '\n').normalize('NFKC');
  const before = cleaned.length;
  // Taking one thing out can put another together, so until nothing changes.
  for (let last = ''; last !== cleaned;) {
    last = cleaned;
    cleaned = cleaned.replace(INVISIBLE, '').replace(COMMENT, '').normalize('NFKC');
  }
  const removed = Math.max(0, before - cleaned.length);
  return { text: cut(cleaned, maxChars), removed };
}

function cut(text: string, maxChars: number): string {
  if (text.length <= maxChars) return text;
  // Not between the halves of a surrogate pair.
  const end = /[\uD800-\uDBFF]/.test(text[maxChars - 2] ?? '') ? maxChars - 2 : maxChars - 1;
  return `${text.slice(0, end)}…`;
}
