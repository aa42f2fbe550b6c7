import type { Teaching } from '../teaching.ts';

/**
 * What people decided about the grouping, as `assign` takes it. It always holds: above the sender's group, the fingerprint and any score.
 * Report ids and cluster ids; one that is not there any more says nothing.
 */
export interface Constraints extends Teaching {
  /** A report belongs in this cluster, whatever it looks like. */
  mustJoin: readonly { reportId: string; clusterId: string }[];
  /** A report does not belong in this cluster: declined, or taken out of it. */
  cannotJoin: readonly { reportId: string; clusterId: string }[];
  /** The machine neither adds to these nor joins anything to them; must-link and mustJoin, which a person made, still do. */
  lockedClusterIds: ReadonlySet<string>;
}

export const NO_CONSTRAINTS: Constraints = { mustLink: [], cannotLink: [], mustJoin: [], cannotJoin: [], lockedClusterIds: new Set() };

/** The teaching of a project's journal and its locked clusters as constraints. Pure. */
export function constraintsOf(teaching: Teaching, lockedClusterIds: Iterable<string> = []): Constraints {
  return { ...NO_CONSTRAINTS, ...teaching, lockedClusterIds: new Set(lockedClusterIds) };
}
