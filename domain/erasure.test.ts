import { describe, expect, it } from 'vitest';
import { storedReport } from '#tests/stored';
import { quoteFinder, redactJson } from './erasure.ts';

const report = storedReport({
  title: 'Export hangs for Mia',
  body: 'When I press Export the page hangs for an hour.\nPlease write to mia.k@example.org, order A1B2C3D4E5F6.\nIt is urgent!',
  author: 'mia',
  metBy: ['quiet-otter'],
  metadata: { company: 'Kuckuck und Söhne Holding GmbH', tries: 3 },
});
const finder = quoteFinder([report], [{ at: '', deliveryId: '', title: 'Old headline of it all', body: '' }]);

describe('what quotes an erased report', () => {
  it.each([
    ['a sentence, wrapped anew', '> press export\n> the page HANGS, for', '> [erased]'],
    ['the headline', 'Fix: "Export hangs for Mia" (#12)', 'Fix: "[erased]" (#12)'],
    ['an address', 'cc mia.k@example.org.', 'cc [erased]'],
    ['an identifier', 'order=a1b2c3d4e5f6;', 'order=[erased];'],
    ['who wrote', 'as Mia said', 'as [erased] said'],
    ['who met it too', 'thanks Quiet-Otter!', 'thanks [erased]!'],
    ['a short line', 'It is urgent! he wrote', '[erased] he wrote'],
    ['a fact of it', 'at Kuckuck und Söhne Holding', 'at [erased]'],
    ['words it had before', 'the old headline of it', 'the [erased]'],
  ])('is %s', (_, text, expected) => {
    expect(finder.redact(text)).toBe(expected);
  });

  it('is not what anybody could have written', () => {
    for (const text of ['The page hangs.', 'export const rows = []', 'I press on', '', '   ']) expect(finder.redact(text)).toBe(text);
  });

  it('is found wherever it is in a document', () => {
    const plan = { version: 2, files: ['a.js'], prompt: { lines: ['before', 'Export hangs for Mia', null] } };

    expect(redactJson(plan, finder)).toEqual({ version: 2, files: ['a.js'], prompt: { lines: ['before', '[erased]', null] } });
  });
});
