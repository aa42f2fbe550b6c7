const segmenter = new Intl.Segmenter('en', { granularity: 'sentence' });

/** Sentences of plain text as a reader would quote them: code blocks, headings, stack lines and links are left out. At most `most`. Pure. */
export function sentencesOf(text: string, most: number): string[] {
  const prose = text
    .slice(0, 4000)
    .replace(/```[\s\S]*?(?:```|$)/gu, '\n')
    .split('\n')
    .map((line) => line.replace(/^\s*(?:[-*>]|\d+[.)])\s+/u, '').trim())
    .filter((line) => line !== '' && !/^#{1,6}\s|^\*\*[^*]*\*\*:?$|^at\s|^File "|^https?:\/\/\S+$|^Traceback/u.test(line));
  const sentences: string[] = [];
  for (const line of prose) {
    for (const { segment } of segmenter.segment(line)) {
      const sentence = segment.replace(/\s+/gu, ' ').trim();
      if (/\p{L}{2}/u.test(sentence)) sentences.push(sentence);
      if (sentences.length >= most) return sentences;
    }
  }
  return sentences;
}

/** At most `most` characters, cut at a word, with an ellipsis. Pure. */
export function shorten(text: string, most: number): string {
  if (text.length <= most) return text;
  const short = text.slice(0, most - 1);
  const lastBlank = short.lastIndexOf(' ');
  return `${(lastBlank > most / 2 ? short.slice(0, lastBlank) : short).toWellFormed().trimEnd()}…`;
}
