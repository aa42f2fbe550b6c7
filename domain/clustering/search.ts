import type { Report } from '../report.ts';
import type { KnownIndex } from './known-index.ts';
import { indexTermsOf } from './terms.ts';

/** Found by the words of a question. */
export interface WordHit {
  reportId: string;
  /** Share of the question's words the report holds, rare ones counting more; 0..1. */
  score: number;
}

const QUESTION = 'question';
const CANDIDATES = 200;
const POSTINGS = 100_000;

/**
 * Reports that hold words of the question, best first; of those with one fingerprint the one that stands for all. Words are stemmed, names
 * from code count whole and in parts. The index is as it was when it returns.
 * Cost: the postings of the question's words, at most 100,000.
 */
export function searchWords(index: KnownIndex, text: string, most: number): WordHit[] {
  const terms = indexTermsOf({ title: text, body: '', exceptions: [], kind: 'human' } satisfies Pick<
    Report,
    'title' | 'body' | 'exceptions' | 'kind'
  >);
  const asked = [...terms.weights.keys()];
  const whole = asked.reduce((sum, term) => sum + index.words.idf(term), 0);
  if (whole === 0) return [];
  index.words.add(QUESTION, { weights: terms.weights, title: [] });
  try {
    const hits = index.words.candidates(QUESTION, CANDIDATES, POSTINGS).map(({ id, score: bm25 }) => {
      const held = index.words.shared(QUESTION, id).reduce((sum, term) => sum + index.words.idf(term), 0);
      return { reportId: id, bm25, score: Math.min(1, held / whole) };
    });
    hits.sort((a, b) => b.score - a.score || b.bm25 - a.bm25 || (a.reportId < b.reportId ? -1 : 1));
    return hits.slice(0, most).map(({ reportId, score }) => ({ reportId, score: Math.round(score * 1000) / 1000 }));
  } finally {
    index.words.remove(QUESTION);
  }
}
