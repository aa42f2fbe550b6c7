import type { Embedder, Summarizer } from '#domain/ports/index';
import { extractiveText, mostTypical } from '#domain/summaries/extractive';

/**
 * Titles and summaries out of the reports' own words, without a model. The report nearest to the centre of all gives the title;
 * where the embedder fails, the one that shares most words does.
 */
export function createExtractiveSummarizer(embedder: Embedder): Summarizer {
  return {
    async summarize(reports, signal) {
      const vectors = reports.length > 2 ? await embedder.embed(reports, signal).catch(() => null) : null;
      signal?.throwIfAborted();
      return extractiveText(reports, vectors === null ? mostTypical(reports) : nearestToCentre(vectors));
    },
  };
}

function nearestToCentre(vectors: readonly Float32Array[]): number {
  const centre = new Float32Array(vectors[0]!.length);
  for (const vector of vectors) for (let i = 0; i < centre.length; i++) centre[i] = centre[i]! + vector[i]!;
  const closeness = vectors.map((vector) => vector.reduce((sum, value, i) => sum + value * centre[i]!, 0));
  return closeness.indexOf(Math.max(...closeness));
}
