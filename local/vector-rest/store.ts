import { DatabaseSync } from 'node:sqlite';
import { mkdirSync } from 'node:fs';
import { dirname } from 'node:path';
import { createPlainScanner, createSimdScanner, simdWorks, type Scanner } from '#domain/vectors/scanner';
import type { Filter, Metadata } from './filter.ts';
import { topRows } from './top-rows.ts';

export interface StoredVector {
  id: string;
  vector: Float32Array;
  metadata?: Metadata;
  data?: string;
}

export interface Match extends StoredVector {
  /** (1 + cosine) / 2, as Upstash answers. */
  score: number;
}

/** The caller asked for something impossible; the message is for them. */
export class VectorRequestError extends Error {
  override readonly name = 'VectorRequestError';
  readonly status: number;
  constructor(message: string, status = 422) {
    super(message);
    this.status = status;
  }
}

interface Namespace {
  dims: number;
  rows: Map<string, number>;
  ids: string[];
  metadata: (Metadata | undefined)[];
  scanner: Scanner;
}

export type VectorStore = ReturnType<typeof openVectorStore>;

/** Exclusive, because a second server on the same file would answer from memory that the first one's writes never reach. */
const SCHEMA = `
  PRAGMA locking_mode = EXCLUSIVE;
  PRAGMA journal_mode = WAL;
  PRAGMA synchronous = FULL;
  CREATE TABLE IF NOT EXISTS namespaces (name TEXT PRIMARY KEY, dims INTEGER NOT NULL) STRICT;
  CREATE TABLE IF NOT EXISTS vectors (
    seq INTEGER PRIMARY KEY AUTOINCREMENT,
    namespace TEXT NOT NULL, id TEXT NOT NULL, vector BLOB NOT NULL, metadata TEXT, data TEXT,
    UNIQUE (namespace, id)
  ) STRICT;`;

const toBlob = (vector: Float32Array) => new Uint8Array(vector.buffer, vector.byteOffset, vector.byteLength);
// Copied, because SQLite's buffer need not start at a multiple of four.
const fromBlob = (blob: Uint8Array) => new Float32Array(new Uint8Array(blob).buffer);
const likePrefix = (prefix: string) => `${prefix.replace(/[\\%_]/g, '\\$&')}%`;

interface Row {
  seq: number;
  id: string;
  vector: Uint8Array;
  metadata: string | null;
  data: string | null;
}
const fromRow = (row: Row): StoredVector => ({
  id: row.id,
  vector: fromBlob(row.vector),
  ...(row.metadata === null ? {} : { metadata: JSON.parse(row.metadata) as Metadata }),
  ...(row.data === null ? {} : { data: row.data }),
});

/**
 * Vectors in one SQLite file, and unit copies of them in memory, scanned exactly. A write is on disk before it returns
 * and visible to the next query. Unlike at Upstash, each namespace takes its dims from its first vector, so that spaces
 * of different models share a server.
 */
export function openVectorStore(dataFile: string, options: { simd?: boolean } = {}) {
  mkdirSync(dirname(dataFile), { recursive: true });
  const db = new DatabaseSync(dataFile);
  db.exec(SCHEMA);
  const createScanner = (options.simd ?? simdWorks()) ? createSimdScanner : createPlainScanner;
  const namespaces = new Map<string, Namespace>();
  const sql = {
    namespace: db.prepare('INSERT INTO namespaces (name, dims) VALUES (?, ?)'),
    put: db.prepare(
      `INSERT INTO vectors (namespace, id, vector, metadata, data) VALUES (?, ?, ?, ?, ?) ON CONFLICT (namespace, id)
       DO UPDATE SET vector = excluded.vector, metadata = excluded.metadata, data = excluded.data`,
    ),
    get: db.prepare('SELECT * FROM vectors WHERE namespace = ? AND id = ?'),
    range: db.prepare(`SELECT * FROM vectors WHERE namespace = ? AND seq > ? AND id LIKE ? ESCAPE '\\' ORDER BY seq LIMIT ?`),
    remove: db.prepare('DELETE FROM vectors WHERE namespace = ? AND id = ?'),
    removeAll: db.prepare('DELETE FROM vectors WHERE namespace = ?'),
    removeNamespace: db.prepare('DELETE FROM namespaces WHERE name = ?'),
  };
  db.exec('PRAGMA case_sensitive_like = ON');
  load();

  function load(): void {
    for (const row of db.prepare('SELECT name, dims FROM namespaces').iterate()) {
      namespaces.set(row['name'] as string, empty(row['dims'] as number));
    }
    for (const row of db.prepare('SELECT namespace, id, vector, metadata FROM vectors ORDER BY seq').iterate()) {
      const { namespace, id, vector, metadata } = row as unknown as Row & { namespace: string };
      place(namespaces.get(namespace)!, id, fromBlob(vector), metadata === null ? undefined : (JSON.parse(metadata) as Metadata));
    }
  }

  function empty(dims: number): Namespace {
    return { dims, rows: new Map(), ids: [], metadata: [], scanner: createScanner(dims) };
  }

  function place(space: Namespace, id: string, vector: Float32Array, metadata: Metadata | undefined): void {
    const row = space.rows.get(id) ?? space.ids.length;
    space.rows.set(id, row);
    space.ids[row] = id;
    space.metadata[row] = metadata;
    space.scanner.set(row, vector);
  }

  function displace(space: Namespace, id: string): void {
    const row = space.rows.get(id);
    if (row === undefined) return;
    const last = space.ids.pop()!;
    const lastMetadata = space.metadata.pop();
    space.rows.delete(id);
    if (last !== id) {
      space.rows.set(last, row);
      space.ids[row] = last;
      space.metadata[row] = lastMetadata;
    }
    space.scanner.remove(row);
  }

  function transaction(work: () => void): void {
    db.exec('BEGIN IMMEDIATE');
    try {
      work();
      db.exec('COMMIT');
    } catch (error) {
      db.exec('ROLLBACK');
      throw error;
    }
  }

  function checkDims(dims: number, vector: Float32Array): void {
    if (vector.length !== dims) throw new VectorRequestError(`Invalid vector dimension: ${vector.length}, expected: ${dims}`);
  }

  return {
    upsert(name: string, vectors: StoredVector[]): void {
      const [first] = vectors;
      if (!first) return;
      const known = namespaces.get(name);
      const dims = known?.dims ?? first.vector.length;
      for (const { vector } of vectors) checkDims(dims, vector);
      transaction(() => {
        if (!known) sql.namespace.run(name, dims);
        for (const { id, vector, metadata, data } of vectors) {
          sql.put.run(name, id, toBlob(vector), metadata === undefined ? null : JSON.stringify(metadata), data ?? null);
        }
      });
      const space = known ?? empty(dims);
      namespaces.set(name, space);
      for (const { id, vector, metadata } of vectors) place(space, id, vector, metadata);
    },

    /** Best first; equal scores by id. */
    query(name: string, vector: Float32Array, topK: number, filter?: Filter): Match[] {
      const space = namespaces.get(name);
      if (!space) return [];
      checkDims(space.dims, vector);
      const cosines = space.scanner.scan(vector);
      const allowed = filter && ((row: number) => filter(space.metadata[row]));
      return topRows(cosines, space.ids, topK, allowed).map((row) => {
        const stored = this.fetch(name, space.ids[row]!)!;
        return { ...stored, score: (1 + Math.min(1, Math.max(-1, cosines[row]!))) / 2 };
      });
    },

    fetch(name: string, id: string): StoredVector | null {
      const row = sql.get.get(name, id);
      return row ? fromRow(row as unknown as Row) : null;
    },

    /** In order of first insertion, from after `cursor`; the next cursor is '' at the end. */
    range(name: string, cursor: number, limit: number, prefix = ''): { vectors: StoredVector[]; nextCursor: string } {
      const rows = sql.range.all(name, cursor, likePrefix(prefix), limit + 1) as unknown as Row[];
      const page = rows.slice(0, limit);
      return { vectors: page.map(fromRow), nextCursor: rows.length > limit ? String(page.at(-1)!.seq) : '' };
    },

    idsWhere(name: string, matches: { prefix?: string; filter?: Filter }): string[] {
      const space = namespaces.get(name);
      if (!space) return [];
      const { prefix = '', filter } = matches;
      return space.ids.filter((id, row) => id.startsWith(prefix) && (!filter || filter(space.metadata[row])));
    },

    /** How many were there. */
    remove(name: string, ids: string[]): number {
      const space = namespaces.get(name);
      const present = space ? [...new Set(ids)].filter((id) => space.rows.has(id)) : [];
      if (!space || present.length === 0) return 0;
      transaction(() => present.forEach((id) => sql.remove.run(name, id)));
      for (const id of present) displace(space, id);
      return present.length;
    },

    /** Empties a namespace but keeps it and its dims. */
    reset(name: string): void {
      const space = namespaces.get(name);
      if (!space) return;
      sql.removeAll.run(name);
      namespaces.set(name, empty(space.dims));
    },

    /** False where there was none. */
    removeNamespace(name: string): boolean {
      if (!namespaces.has(name)) return false;
      transaction(() => {
        sql.removeAll.run(name);
        sql.removeNamespace.run(name);
      });
      return namespaces.delete(name);
    },

    namespaces: () => [...namespaces].map(([name, space]) => ({ name, dims: space.dims, count: space.ids.length })),
    sizeBytes: () => Number(db.prepare('SELECT page_count * page_size AS bytes FROM pragma_page_count, pragma_page_size').get()!['bytes']),
    close: () => db.close(),
  };
}
