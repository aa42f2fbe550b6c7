import { Index } from '@upstash/vector';
import { z } from 'zod';
import type { VectorIndex, VectorMatch } from '#domain/ports/vector-index';
import type { TenantScope } from '#domain/project';
import { isMissingNamespace, translateVectorError } from './errors.ts';
import { namespaceOf, namespacePrefix } from './namespace.ts';

export interface VectorOptions {
  /** Upstash Vector's REST address, or that of a server speaking the same; a dense index with cosine similarity. */
  url: string;
  token: string;
  /** After this long without an answer the call is an UnavailableError. */
  timeoutMs?: number;
}

/** A vector of 768 floats is about 9 kB of JSON. */
const RECORDS_AT_ONCE = 200;
const QUERIES_AT_ONCE = 100;

const Metadata = z.object({ cluster_id: z.string().catch('') }).nullish();

/** Upstash's score for COSINE is (1 + cosine) / 2. The only place that knows. */
function cosineOf(score: number): number {
  return 2 * score - 1;
}

/**
 * The vector index on Upstash Vector, or on the local server that speaks the same. All calls are safe to repeat and not
 * retried here. Opens no connection until it is used.
 */
export function createVectorIndex({ url, token, timeoutMs = 10_000 }: VectorOptions): VectorIndex & { ping(): Promise<void> } {
  const index = new Index({
    url,
    token,
    enableTelemetry: false,
    retry: { retries: 0, backoff: () => 0 },
    signal: () => AbortSignal.timeout(timeoutMs),
  });
  const translated = <T>(work: Promise<T>): Promise<T> =>
    work.catch((error: unknown) => {
      throw translateVectorError(error);
    });

  const namespacesOf = async (scope: TenantScope): Promise<string[]> =>
    (await translated(index.listNamespaces())).filter((name) => name.startsWith(namespacePrefix(scope)));

  const drop = async (namespaces: readonly string[]): Promise<void> => {
    for (const namespace of namespaces) {
      await translated(
        index.deleteNamespace(namespace).catch((error: unknown) => {
          if (!isMissingNamespace(error)) throw error;
        }),
      );
    }
  };

  return {
    async upsert(scope, space, records) {
      const namespace = namespaceOf(scope, space);
      for (const chunk of chunks(records, RECORDS_AT_ONCE)) {
        const payload = chunk.map(({ id, vector, metadata }) => ({ id, vector: Array.from(vector), metadata }));
        await translated(index.upsert(payload, { namespace }));
      }
    },

    async nearest(scope, space, vectors, topK) {
      const namespace = namespaceOf(scope, space);
      const answers: VectorMatch[][] = [];
      for (const chunk of chunks(vectors, QUERIES_AT_ONCE)) {
        const queries = chunk.map((vector) => ({ vector: Array.from(vector), topK, includeMetadata: true }));
        const found = await translated(index.queryMany(queries, { namespace }));
        // One query that finds nothing is answered with a flat empty list.
        const lists = found.length === 0 ? chunk.map(() => []) : found;
        for (const matches of lists) {
          answers.push(
            matches.map(({ id, score, metadata }) => ({
              id: String(id),
              cosine: cosineOf(score),
              clusterId: Metadata.parse(metadata)?.cluster_id ?? '',
            })),
          );
        }
      }
      return answers;
    },

    async fetch(scope, space, ids) {
      const namespace = namespaceOf(scope, space);
      const found = new Map<string, Float32Array>();
      for (const chunk of chunks(ids, RECORDS_AT_ONCE)) {
        const answers = await translated(index.fetch([...chunk], { namespace, includeVectors: true }));
        for (const answer of answers) if (answer?.vector) found.set(String(answer.id), Float32Array.from(answer.vector));
      }
      return found;
    },

    async delete(scope, ids) {
      for (const namespace of ids.length > 0 ? await namespacesOf(scope) : []) {
        for (const chunk of chunks(ids, RECORDS_AT_ONCE)) {
          await translated(
            index.delete([...chunk], { namespace }).catch((error: unknown) => {
              if (!isMissingNamespace(error)) throw error;
            }),
          );
        }
      }
    },

    async deleteOtherSpaces(scope, space) {
      const kept = namespaceOf(scope, space);
      await drop((await namespacesOf(scope)).filter((namespace) => namespace !== kept));
    },

    deleteAll: async (scope) => drop(await namespacesOf(scope)),

    ping: async () => void (await translated(index.info())),
  };
}

function chunks<T>(items: readonly T[], size: number): T[][] {
  return Array.from({ length: Math.ceil(items.length / size) }, (_, i) => items.slice(i * size, (i + 1) * size));
}
