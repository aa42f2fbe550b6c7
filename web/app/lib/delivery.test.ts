import { expect, it } from 'vitest';
import { latencyWords, prettyBody, sizeWords } from './delivery.ts';

it.each([
  [null, '–'],
  [0, '0 ms'],
  [412, '412 ms'],
  [2_300, '2.3 s'],
  [45_000, '45 s'],
  [1_800_000, '30 min'],
  [36_000_000, '10 h'],
  [604_800_000, '7 d'],
])('%s ms reads as %s', (ms, words) => {
  expect(latencyWords(ms)).toBe(words);
});

it('breaks the lines of JSON and leaves other text alone', () => {
  expect(prettyBody('{"a":[1]}')).toBe('{\n  "a": [\n    1\n  ]\n}');
  expect(prettyBody('a=1&b=2')).toBe('a=1&b=2');
});

it('never shows another number than the one received', () => {
  expect(prettyBody('{"id":12345678901234567890}')).toBe('{"id":12345678901234567890}');
});

it('says sizes in words', () => {
  expect([sizeWords(812), sizeWords(3_400), sizeWords(1_250_000)]).toEqual(['812 bytes', '3.4 KB', '1.3 MB']);
});
