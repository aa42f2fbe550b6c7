import { describe, expect, it } from 'vitest';
import fc from 'fast-check';
import { reportWith } from '#tests/report-builders';
import { extractiveText } from './extractive.ts';
import { sentencesOf, shorten } from './sentences.ts';

const stack = {
  type: 'RangeError',
  message: 'Invalid time value',
  frames: [
    { function: 'exportCsv', file: 'app/reports/export.js', line: 41, inApp: true },
    { function: 'format', file: 'node_modules/date/format.js', line: 3, inApp: false },
    { function: 'streamRows', file: 'app/reports/rows.js', line: 7, inApp: true },
  ],
};

describe('the text of a cluster without a model', () => {
  it('is titled by the report that says what most say', () => {
    const reports = [
      reportWith({ title: 'Question', body: 'The CSV export is cut off after 1000 rows.' }),
      reportWith({ title: 'CSV export is cut off', body: 'Only 1000 rows of the orders are in the CSV.' }),
      reportWith({ title: 'Orders missing', body: 'The export as CSV has 1000 rows and is cut off there.' }),
    ];

    expect(extractiveText(reports).title).toBe('CSV export is cut off');
  });

  it('says what happens, where, and whom it hits', () => {
    const reports = [
      reportWith({
        kind: 'machine',
        title: 'RangeError: Invalid time value',
        exceptions: [stack],
        metadata: { environment: 'production', release: 'shop@4.2.0' },
      }),
      reportWith({ title: 'CSV export fails', body: '## What\nEvery export of December orders stops with an error page. Thanks!' }),
    ];

    expect(extractiveText(reports)).toEqual({
      title: 'CSV export fails',
      summary:
        'Every export of December orders stops with an error page. In streamRows (rows.js), called from exportCsv. Seen in production, shop@4.2.0.',
      by: 'extractive',
    });
  });

  it('tells of a machine report what was thrown', () => {
    expect(extractiveText([reportWith({ kind: 'machine', title: 'RangeError: Invalid time value', exceptions: [stack] })]).summary).toBe(
      'RangeError: Invalid time value. In streamRows (rows.js), called from exportCsv.',
    );
  });

  it('falls back to the title where nobody wrote more', () => {
    expect(extractiveText([reportWith({ title: 'Search is slow', body: '' })])).toMatchObject({
      title: 'Search is slow',
      summary: 'Search is slow',
    });
  });

  it('keeps its limits and is the same in any order, whatever is in the reports', () => {
    const text = fc.oneof(fc.string({ unit: 'binary', maxLength: 400 }), fc.lorem({ maxCount: 60 }), fc.constant('```\n'.repeat(50)));
    const report = fc.record({ title: fc.string({ unit: 'binary', minLength: 1, maxLength: 200 }), body: text });

    fc.assert(
      fc.property(fc.array(report, { minLength: 1, maxLength: 12 }), (fields) => {
        const reports = fields.map((one) => reportWith(one));
        const told = extractiveText(reports);

        expect(told.title.length).toBeLessThanOrEqual(80);
        expect(told.summary.length).toBeLessThanOrEqual(300);
        expect(extractiveText(reports.toReversed())).toEqual(told);
      }),
      { numRuns: 150 },
    );
  });
});

describe('sentencesOf', () => {
  it('leaves code, headings, stack lines and bare links out', () => {
    const text = '## Steps\nOpen it. Press save!\n```\nconst a = 1.\n```\nat foo (a.js:1)\nhttps://shop.example/a\n- It freezes';

    expect(sentencesOf(text, 9)).toEqual(['Open it.', 'Press save!', 'It freezes']);
  });
});

describe('shorten', () => {
  it('cuts at a word and never in a character', () => {
    expect(shorten('a fairly long title here', 16)).toBe('a fairly long…');
    expect(shorten('🙂'.repeat(10), 8).isWellFormed()).toBe(true);
  });
});
