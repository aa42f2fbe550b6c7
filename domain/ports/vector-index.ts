import type { TenantScope } from '../project.ts';

/** Vectors of one space are comparable only with each other. */
export interface VectorSpace {
  provider: string;
  model: string;
  dims: number;
}

/** `provider/model/dims`, the namespace suffix and what evidence shows. */
export function spaceName(space: VectorSpace): string {
  return `${space.provider}/${space.model}/${space.dims}`;
}

export interface VectorRecord {
  /** Report id. */
  id: string;
  vector: Float32Array;
  metadata: { title: string; source: string; cluster_id: string; created_at: string };
}

export interface VectorMatch {
  id: string;
  /** Cosine similarity -1..1 (already converted from Upstash's (1+cos)/2). */
  cosine: number;
  clusterId: string;
}

/** Namespace = {project}:{space}. May lag behind writes: never ask it for what the same run wrote. */
export interface VectorIndex {
  upsert(scope: TenantScope, space: VectorSpace, records: VectorRecord[]): Promise<void>;
  /** One answer per query vector, best first. */
  nearest(scope: TenantScope, space: VectorSpace, vectors: Float32Array[], topK: number): Promise<VectorMatch[][]>;
  /** Vectors of these ids, at most 1,000; those that are not there are left out. */
  fetch(scope: TenantScope, space: VectorSpace, ids: readonly string[]): Promise<Map<string, Float32Array>>;
  /** From every space of the project; ids that are not there are passed over. */
  delete(scope: TenantScope, ids: readonly string[]): Promise<void>;
  /** Drops every space of the project but this one. */
  deleteOtherSpaces(scope: TenantScope, space: VectorSpace): Promise<void>;
  deleteAll(scope: TenantScope): Promise<void>;
}
