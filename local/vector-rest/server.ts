import { createHash, timingSafeEqual } from 'node:crypto';
import type { AddressInfo } from 'node:net';
import Fastify from 'fastify';
import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import { compileFilter, FilterSyntaxError } from './filter.ts';
import type { Metadata } from './filter.ts';
import { DeleteBody, FetchBody, QueryItem, RangeBody, UpdateBody, UpsertBody } from './requests.ts';
import type { Includes } from './requests.ts';
import { openVectorStore, VectorRequestError } from './store.ts';
import type { StoredVector, VectorStore } from './store.ts';

export interface VectorRestOptions {
  /** SQLite file; made where it is missing. */
  dataFile: string;
  /** What callers present as `Authorization: Bearer`. */
  token: string;
  /** 0: any free one. */
  port: number;
  host?: string;
  /** Largest request body; 1,000 vectors of 1,536 floats fit the default of 32 MiB. */
  maxBodyBytes?: number;
}

export interface RunningServer {
  url: string;
  port: number;
  /** Answers what is in flight, then closes the file. */
  stop(): Promise<void>;
}

/**
 * Upstash's Vector REST protocol for dense cosine indexes, answered by an exact scan. Everything is POST; `{result}`, or a
 * non-2xx `{error}`. What needs an embedding model or sparse vectors is refused with 422.
 */
export async function startVectorRest(options: VectorRestOptions): Promise<RunningServer> {
  const { dataFile, token, port, host = '127.0.0.1', maxBodyBytes = 32 * 1024 * 1024 } = options;
  const store = openVectorStore(dataFile);
  const app = Fastify({ bodyLimit: maxBodyBytes, forceCloseConnections: 'idle', routerOptions: { maxParamLength: 1000 } });
  refuseStrangers(app, token);
  answerErrors(app, maxBodyBytes);
  addVectorRoutes(app, store);
  addNamespaceRoutes(app, store);
  await app.listen({ port, host });
  const bound = (app.server.address() as AddressInfo).port;
  return {
    url: `http://${host}:${bound}`,
    port: bound,
    stop: async () => {
      await app.close();
      store.close();
    },
  };
}

function present({ id, vector, metadata, data }: StoredVector, includes: Includes) {
  return {
    id,
    ...(includes.includeVectors && { vector: Array.from(vector) }),
    ...(includes.includeMetadata && metadata !== undefined && { metadata }),
    ...(includes.includeData && data !== undefined && { data }),
  };
}

type Handler = (namespace: string, body: unknown) => unknown;

/** Every endpoint exists for the default namespace and, with a second segment, for a named one. */
function addVectorRoutes(app: FastifyInstance, store: VectorStore): void {
  const route = (endpoint: string, handler: Handler) => {
    app.post(`/${endpoint}`, (request, reply) => reply.send({ result: handler('', request.body) }));
    app.post<{ Params: { namespace: string } }>(`/${endpoint}/:namespace`, (request, reply) =>
      reply.send({ result: handler(request.params.namespace, request.body) }),
    );
  };

  route('upsert', (namespace, body) => {
    const vectors = UpsertBody.parse(body);
    store.upsert(
      namespace,
      vectors.map(({ metadata, data, ...rest }) => ({ ...rest, metadata: metadata ?? undefined, data: data ?? undefined })),
    );
    return 'Success';
  });

  route('query', (namespace, body) => {
    const queries = Array.isArray(body) ? z.array(QueryItem).min(1).max(1000).parse(body) : [QueryItem.parse(body)];
    const answers = queries.map((query) => {
      const filter = query.filter.trim() === '' ? undefined : compileFilter(query.filter);
      return store.query(namespace, query.vector, query.topK, filter).map(({ score, ...stored }) => ({ score, ...present(stored, query) }));
    });
    // Upstash answers a batch of one like a single query.
    return answers.length === 1 ? answers[0] : answers;
  });

  route('fetch', (namespace, body) => {
    const { ids, prefix, ...includes } = FetchBody.parse(body);
    const stored = ids ? ids.map((id) => store.fetch(namespace, id)) : store.range(namespace, 0, 1000, prefix).vectors;
    return stored.map((vector) => vector && present(vector, includes));
  });

  route('delete', (namespace, body) => {
    const { ids, prefix, filter } = DeleteBody.parse(body);
    return {
      deleted: store.remove(namespace, ids ?? store.idsWhere(namespace, { prefix, filter: filter ? compileFilter(filter) : undefined })),
    };
  });

  route('update', (namespace, body) => {
    const { id, vector, metadata, metadataUpdateMode, data } = UpdateBody.parse(body);
    const stored = store.fetch(namespace, id);
    if (!stored) return { updated: 0 };
    const changed = metadata && (metadataUpdateMode === 'PATCH' ? mergePatch(stored.metadata ?? {}, metadata) : metadata);
    store.upsert(namespace, [{ id, vector: vector ?? stored.vector, metadata: changed ?? stored.metadata, data: data ?? stored.data }]);
    return { updated: 1 };
  });

  route('range', (namespace, body) => {
    const { cursor, limit, prefix, ...includes } = RangeBody.parse(body);
    const { vectors, nextCursor } = store.range(namespace, Number(cursor), limit, prefix);
    return { nextCursor, vectors: vectors.map((vector) => present(vector, includes)) };
  });
}

function addNamespaceRoutes(app: FastifyInstance, store: VectorStore): void {
  app.post('/info', (_, reply) => {
    const spaces = store.namespaces();
    const counts = (vectorCount: number) => ({ vectorCount, pendingVectorCount: 0 });
    reply.send({
      result: {
        ...counts(spaces.reduce((sum, { count }) => sum + count, 0)),
        indexSize: store.sizeBytes(),
        dimension: spaces[0]?.dims ?? 0,
        similarityFunction: 'COSINE',
        indexType: 'DENSE',
        namespaces: Object.fromEntries([['', counts(0)], ...spaces.map(({ name, count }) => [name, counts(count)] as const)]),
      },
    });
  });

  app.post('/list-namespaces', (_, reply) => {
    reply.send({ result: [...new Set(['', ...store.namespaces().map(({ name }) => name)])] });
  });

  app.post<{ Params: { namespace: string } }>('/delete-namespace/:namespace', (request, reply) => {
    const { namespace } = request.params;
    if (!store.removeNamespace(namespace)) throw new VectorRequestError(`Namespace ${namespace} does not exist`, 404);
    reply.send({ result: 'Success' });
  });

  app.post<{ Querystring: { all?: string } }>('/reset', (request, reply) => {
    if (request.query.all === undefined) store.reset('');
    else for (const { name } of store.namespaces()) store.removeNamespace(name);
    reply.send({ result: 'Success' });
  });

  app.post<{ Params: { namespace: string } }>('/reset/:namespace', (request, reply) => {
    store.reset(request.params.namespace);
    reply.send({ result: 'Success' });
  });
}

/** RFC 7396: null removes, objects merge, all else replaces. */
function mergePatch(target: Metadata, patch: Metadata): Metadata {
  const merged = new Map(Object.entries(target));
  const isObject = (value: unknown): value is Metadata => typeof value === 'object' && value !== null && !Array.isArray(value);
  for (const [key, value] of Object.entries(patch)) {
    const before = merged.get(key);
    if (value === null) merged.delete(key);
    else merged.set(key, isObject(value) ? mergePatch(isObject(before) ? before : {}, value) : value);
  }
  return Object.fromEntries(merged);
}

function refuseStrangers(app: FastifyInstance, token: string): void {
  const digest = (text: string) => createHash('sha256').update(text).digest();
  const expected = digest(`Bearer ${token}`);
  app.addHook('onRequest', async (request, reply) => {
    if (!timingSafeEqual(digest(request.headers.authorization ?? ''), expected)) {
      return reply.code(401).send({ error: 'Unauthorized: Invalid auth token', status: 401 });
    }
    return undefined;
  });
}

function answerErrors(app: FastifyInstance, maxBodyBytes: number): void {
  app.setNotFoundHandler((request, reply) =>
    reply.code(422).send({ error: `Not answered here: ${request.method} ${request.url.split('/')[1]}`, status: 422 }),
  );
  app.setErrorHandler((error: Error & { statusCode?: number; code?: string }, _, reply) => {
    const [status, message] = describe(error, maxBodyBytes);
    reply.code(status).send({ error: message, status });
  });
}

function describe(error: Error & { statusCode?: number; code?: string }, maxBodyBytes: number): [number, string] {
  if (error instanceof VectorRequestError) return [error.status, error.message];
  if (error instanceof FilterSyntaxError) return [422, error.message];
  if (error instanceof z.ZodError) return [422, `Invalid request: ${z.prettifyError(error)}`];
  if (error.code === 'FST_ERR_CTP_BODY_TOO_LARGE') return [413, `Request larger than ${maxBodyBytes} bytes`];
  const status = error.statusCode ?? 500;
  return [status, status < 500 ? 'The request cannot be read' : 'Internal error of the vector server'];
}
