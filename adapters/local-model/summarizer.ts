import type { Embedder, Summarizer } from '#domain/ports/index';
import { extractiveText } from '#domain/summaries/extractive';

/** With fewer than three there is no middle to find. */
const FEWEST_FOR_MEANING = 3;
/** Among more than these, the oldest and the newest: each title costs the model some 12 ms, and hundreds of clusters may wait. */
const MOST_FOR_MEANING = 6;

/**
 * Summaries without a model that writes: sentences of the reports themselves. Among three or more human reports the title is that of the
 * one nearest to the middle of all, by meaning; the embedder reads titles alone, which costs it some 12 ms each.
 */
export function createExtractiveSummarizer(embedder: Embedder): Summarizer {
  return {
    async summarize(reports, signal) {
      const all = reports.flatMap((report, i) => (report.kind === 'human' ? [i] : []));
      const human = all.length <= MOST_FOR_MEANING ? all : [...all.slice(0, MOST_FOR_MEANING / 2), ...all.slice(-MOST_FOR_MEANING / 2)];
      if (human.length < FEWEST_FOR_MEANING) return extractiveText(reports);
      const titles = human.map((i) => ({ title: reports[i]!.title, body: '', kind: 'human' as const }));
      return extractiveText(reports, human[nearestToMean(await embedder.embed(titles, signal))]);
    },
  };
}

/** Index of the vector with the greatest cosine to the mean; the first of equals. */
function nearestToMean(vectors: readonly Float32Array[]): number {
  const mean = new Float32Array(vectors[0]!.length);
  for (const vector of vectors) for (let i = 0; i < mean.length; i++) mean[i] = mean[i]! + vector[i]!;
  const scores = vectors.map((vector) => vector.reduce((sum, value, i) => sum + value * mean[i]!, 0));
  return scores.indexOf(Math.max(...scores));
}
