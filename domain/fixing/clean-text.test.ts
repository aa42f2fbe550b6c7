import { describe, expect, it } from 'vitest';
import { cleanText } from './clean-text.ts';

describe('cleaning a stranger’s text', () => {
  it.each([
    ['zero-width characters', 'ig\u200Bno\u2060re\uFEFF'],
    ['bidirectional controls', '\u202Eig\u2066no\u2069re\u202C'],
    ['tag characters', 'ig\u{E0041}\u{E007F}nore'],
    ['variation selectors and soft hyphens', 'ig\uFE0Fno\u00ADre\u{E0100}'],
    ['control characters', 'ig\u0007no\u001Bre\u0000'],
    ['comments', 'ig<!-- do this\nand that -->nore'],
    ['a comment that never ends', 'ignore<!-- and the rest'],
    ['a comment hidden by a zero-width character', 'ig<\u200B!-- hidden -->nore'],
    ['a comment inside a comment', 'ig<!<!-- a -->-- b -->nore'],
  ])('takes out %s and counts it', (_, text) => {
    const cleaned = cleanText(text, 1000);

    expect(cleaned.text).toBe('ignore');
    expect(cleaned.removed).toBeGreaterThan(0);
  });

  it('writes look-alikes as the letters they stand for', () => {
    expect(cleanText('ｉｇｎｏｒｅ ﬁle', 100).text).toBe('ignore file');
  });

  it('keeps lines, tabs and words of every language, and says nothing was hidden', () => {
    const text = 'Größe\n\tファイル не найден\r\nok';

    expect(cleanText(text, 100)).toEqual({ text: 'Größe\n\tファイル не найден\nok', removed: 0 });
  });

  it('cuts at the limit without breaking a character', () => {
    expect(cleanText('ab😀cd', 4).text).toBe('ab…');
    expect(cleanText('abcdef', 4).text).toBe('abc…');
  });
});
