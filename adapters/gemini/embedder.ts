import { UnavailableError } from '#domain/errors';
import type { Embedder } from '#domain/ports/index';
import { createGeminiClient, type GeminiOptions } from './client.ts';
import { asking } from './errors.ts';

const DIMS = 768;
/** The API refuses more contents than this in one call. */
const MOST_PER_CALL = 100;
/** Well inside 2,048 tokens, the smaller window of the two generations. */
const MOST_CHARS = 6_000;

/**
 * Gemini's embeddings at 768 dimensions, L2-normalised here (only full length comes so). Made for telling what is alike: the first
 * generation is asked by its task type, later ones by an instruction in front of the text.
 */
export function createGeminiEmbedder(options: GeminiOptions): Embedder {
  const client = createGeminiClient(options);
  const { model } = options;
  const hasTaskType = model.startsWith('gemini-embedding-001');
  const textOf = (report: { title: string; body: string }) => {
    const text = `${report.title}\n\n${report.body}`.slice(0, MOST_CHARS);
    return hasTaskType ? text : `task: clustering | query: ${text}`;
  };

  return {
    space: { provider: 'gemini', model, dims: DIMS },
    async embed(reports, signal) {
      const vectors: Float32Array[] = [];
      for (let at = 0; at < reports.length; at += MOST_PER_CALL) {
        const chunk = reports.slice(at, at + MOST_PER_CALL);
        const answer = await asking(
          () =>
            client.models.embedContent({
              model,
              // Plain strings would become parts of one content, and one vector.
              contents: chunk.map((report) => ({ parts: [{ text: textOf(report) }] })),
              config: { outputDimensionality: DIMS, abortSignal: signal, ...(hasTaskType && { taskType: 'CLUSTERING' }) },
            }),
          signal,
        );
        const values = (answer.embeddings ?? []).map((embedding) => embedding.values ?? []);
        if (values.length !== chunk.length || values.some((vector) => vector.length !== DIMS)) {
          throw new UnavailableError('Gemini gave another number of vectors than asked for.', { details: { service: 'gemini' } });
        }
        vectors.push(...values.map(normalise));
      }
      return vectors;
    },
  };
}

function normalise(values: readonly number[]): Float32Array {
  const length = Math.hypot(...values) || 1;
  return Float32Array.from(values, (value) => value / length);
}
