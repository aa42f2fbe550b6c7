const HEADING = /^ {0,3}(?:#{1,6}\s.*|\*\*[^*]{1,80}\*\*:?)\s*$/u;
const EMPTY_ANSWER = /^\s*(?:_no response_|n\/?a|none|-|\*)\s*$/iu;
const CHECKBOX = /^\s*[-*] \[[ x]\]\s/iu;
const CONSENT = /^\s*[-*] \[[ x]\]\s*(?:\*\*)?(?:i\b|my\b|yes\b|this is\b|there is no\b)/iu;

/**
 * What a person wrote into an issue template: without its HTML comments, headings nobody wrote under, "No response",
 * unticked boxes and the "I have searched…" ones. Two blank templates would otherwise be the same text. Pure, linear time.
 */
export function stripTemplate(markdown: string): string {
  const lines = withoutComments(markdown)
    .split('\n')
    .filter((line) => !EMPTY_ANSWER.test(line) && !CONSENT.test(line) && !(CHECKBOX.test(line) && line.includes('[ ]')));
  const kept: string[] = [];
  // From the end: a heading stays only where text has been seen below it.
  let hasText = false;
  let fenced = false;
  for (const line of lines.reverse()) {
    if (/^ {0,3}(?:```|~~~)/u.test(line)) fenced = !fenced;
    const heading = !fenced && HEADING.test(line);
    if (heading && !hasText) continue;
    kept.push(line);
    if (heading) hasText = false;
    else if (line.trim() !== '') hasText = true;
  }
  return kept
    .reverse()
    .join('\n')
    .replace(/\n{3,}/gu, '\n\n')
    .trim();
}

function withoutComments(text: string): string {
  let out = '';
  let at = 0;
  for (let open = text.indexOf('<!--'); open !== -1; open = text.indexOf('<!--', at)) {
    const close = text.indexOf('-->', open + 4);
    if (close === -1) break;
    out += text.slice(at, open);
    at = close + 3;
  }
  return out + text.slice(at);
}
