import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { reportWith } from '#tests/report-builders';
import { numbersDiffer, platformsDiffer } from './contrast.ts';
import { Corpus } from './corpus.ts';
import { Lexicon, pairScore, type PairFeatures } from './pair-score.ts';
import { termsOf } from './terms.ts';

const words = (title: string, body = '') => [...termsOf(reportWith({ title, body })).weights.keys()];

describe('the terms of a report', () => {
  it('are stems, without what every report says', () => {
    expect(words('The exports are not working', 'Exporting an order fails')).toEqual(['export', 'order']);
  });

  it('keep a name from code whole and in its parts', () => {
    expect(words('submitCart throws in cart.total')).toEqual(['=submitcart', 'submit', 'cart', 'throw', '=cart.total', 'total']);
  });

  it('leave out what differs between two reports of one problem', () => {
    expect(
      words('Order 4711', 'see https://a.example/x, mail a@b.example, id 8f14e45f-ceea-4e7a-9c1d-6a0f3c1f7b11 <!-- template -->'),
    ).toEqual(['order', 'mail', 'id']);
  });

  it('know what the title says, and the words as they were written', () => {
    const terms = termsOf(reportWith({ title: 'Exports hang', body: 'since Monday' }));

    expect([...terms.title]).toEqual(['export', 'hang']);
    expect(terms.written.get('export')).toBe('Exports');
  });

  it('come from the innermost own frames too', () => {
    const frames = [
      { function: 'router', file: null, line: null, inApp: false },
      { function: 'streamRows', file: null, line: null, inApp: true },
    ];
    const terms = termsOf(reportWith({ kind: 'machine', title: 'X', exceptions: [{ type: 'RangeError', message: '', frames }] }));

    expect([...terms.weights.keys()]).toEqual(expect.arrayContaining(['=streamrows', 'stream', 'row']));
    expect(terms.weights.has('router')).toBe(false);
  });
});

describe('the corpus of a project', () => {
  const reports = [
    reportWith({ title: 'CSV export stops' }),
    reportWith({ title: 'CSV export hangs' }),
    reportWith({ title: 'Search hangs' }),
    reportWith({ title: 'Invoice blank' }),
  ];

  it('finds the reports that share words, closest first', () => {
    expect(new Corpus(reports).neighbours(reports[0]!).map((neighbour) => neighbour.report.title)).toEqual(['CSV export hangs']);
    expect(new Corpus(reports).neighbours(reports[1]!).map((neighbour) => neighbour.report.title)).toEqual([
      'CSV export stops',
      'Search hangs',
    ]);
  });

  it('weighs a rare word more than a common one, and a name from code most', () => {
    const corpus = new Corpus(reports);

    expect(corpus.idf('stop')).toBeGreaterThan(corpus.idf('hang'));
    expect(corpus.idf('=submitcart')).toBeGreaterThan(corpus.idf('submitcart'));
  });

  it('is the same in any order', () => {
    fc.assert(
      fc.property(fc.shuffledSubarray(reports, { minLength: reports.length }), (shuffled) => {
        for (const report of reports) expect(new Corpus(shuffled).neighbours(report)).toEqual(new Corpus(reports).neighbours(report));
      }),
      { numRuns: 20 },
    );
  });

  it('shows shared words as the first report wrote them, rarest first', () => {
    expect(new Corpus(reports).sharedWords(reports[1]!, reports[0]!, 8)).toEqual(['csv', 'export']);
  });
});

describe('the score of a pair', () => {
  const features: PairFeatures = { cosine: 0.4, sharedIdf: 9, cover: 0.5, numbersDiffer: false, platformsDiffer: false, among: 50 };
  const local = (cosine: number) => ({ provider: 'local', cosine });

  it('is the same from both sides', () => {
    const a = reportWith({ title: 'CSV export stops', body: 'after 1000 rows of orders' });
    const b = reportWith({ title: 'Orders missing in the CSV', body: 'The export has 1000 rows' });
    const lexicon = new Lexicon([a, b]);
    const from = (one: typeof a) => lexicon.candidates(one, 5, () => true)[0]!.features;

    expect(pairScore(from(a), null)).toBeCloseTo(pairScore(from(b), null), 12);
  });

  it('rises with what is shared and falls with what tells them apart and with the crowd', () => {
    const score = pairScore(features, null);

    expect(pairScore({ ...features, cover: 0.6 }, null)).toBeGreaterThan(score);
    expect(pairScore({ ...features, sharedIdf: 15 }, null)).toBeGreaterThan(score);
    expect(pairScore({ ...features, numbersDiffer: true }, null)).toBeLessThan(score);
    expect(pairScore({ ...features, platformsDiffer: true }, null)).toBeLessThan(pairScore({ ...features, numbersDiffer: true }, null));
    expect(pairScore({ ...features, among: 1000 }, null)).toBeLessThan(score);
  });

  it('takes vectors at what their provider is worth', () => {
    expect(pairScore(features, local(0.6))).toBeGreaterThan(pairScore(features, local(0.3)));
    expect(pairScore(features, { provider: 'gemini', cosine: 0.6 })).toBeLessThan(pairScore(features, local(0.6)));
    expect(pairScore(features, { provider: 'somebody', cosine: 0.99 })).toBe(pairScore(features, null));
  });
});

describe('what tells two titles apart', () => {
  it.each([
    ['Crash on Android', 'Crash on iOS', true],
    ['Crash on iPhone', 'Crash on iOS 17', false],
    ['Crash on Android', 'Crash when saving', false],
    ['Broken in Safari and Chrome', 'Broken in Chrome', false],
  ])('platforms of “%s” and “%s”', (a, b, differ) => {
    expect(platformsDiffer(a, b)).toBe(differ);
  });

  it.each([
    ['Upgrade to 2.9', 'Upgrade to 2.10', true],
    ['Error 404', 'Error 404 on save', false],
    ['Error 404', 'Error on save', false],
  ])('numbers of “%s” and “%s”', (a, b, differ) => {
    expect(numbersDiffer(a, b)).toBe(differ);
  });
});
