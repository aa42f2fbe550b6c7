import { cleanText } from '#domain/fixing/clean-text';
import type { Embedder } from '#domain/ports/index';
import { connect, type GeminiOptions } from './client.ts';
import { translated, unusableAnswer } from './errors.ts';

const DIMS = 768;
/** The API refuses more items a call. */
const ITEMS_PER_CALL = 100;
/** About 2,000 tokens, the limit of the older model. */
const TEXT_CHARS = 6_000;

/**
 * Vectors by Gemini, 768 columns, unit length. A model of the second generation is told its task in the text, the first by `taskType`.
 * @throws {RateLimitedError}, {VendorRefusedError}, {UnavailableError}
 */
export function createGeminiEmbedder(options: GeminiOptions): Embedder {
  const client = connect(options);
  const firstGeneration = /embedding-001$/u.test(options.model);

  async function embedChunk(texts: string[], signal: AbortSignal | undefined): Promise<Float32Array[]> {
    // As strings they would be parts of one text and give one vector.
    const contents = texts.map((text) => ({ parts: [{ text: firstGeneration ? text : `task: clustering | query: ${text}` }] }));
    const config = { outputDimensionality: DIMS, abortSignal: signal, ...(firstGeneration && { taskType: 'CLUSTERING' }) };
    const { models } = await client();
    const answer = await models.embedContent({ model: options.model, contents, config }).catch((error: unknown) => {
      throw translated(error, signal);
    });
    const vectors = (answer.embeddings ?? []).map((embedding) => embedding.values ?? []);
    if (vectors.length !== texts.length) throw unusableAnswer(`${vectors.length} vectors for ${texts.length} texts`);
    return vectors.map(unitVector);
  }

  return {
    space: { provider: 'gemini', model: options.model, dims: DIMS },
    async embed(reports, signal) {
      const texts = reports.map((report) => cleanText(`${report.title}\n\n${report.body}`, TEXT_CHARS).text.trim() || 'no text');
      const vectors: Float32Array[] = [];
      for (let at = 0; at < texts.length; at += ITEMS_PER_CALL)
        vectors.push(...(await embedChunk(texts.slice(at, at + ITEMS_PER_CALL), signal)));
      return vectors;
    },
  };
}

/** Only the full 3,072 columns come normalised. */
function unitVector(values: readonly number[]): Float32Array {
  const length = Math.hypot(...values);
  if (values.length !== DIMS || !Number.isFinite(length) || length === 0) throw unusableAnswer(`a vector of ${values.length} numbers`);
  return Float32Array.from(values, (value) => value / length);
}
