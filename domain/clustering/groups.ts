/** A cluster, or one in the making. */
export interface Group {
  /** null while it is new. */
  clusterId: string | null;
  /** Reports that words may bind: in a new group its founders, in a known one all members. */
  bound: Set<string>;
}

/** Disjoint sets of groups; a known cluster always stays the representative. */
export class Groups {
  readonly #parent = new Map<Group, Group>();

  find(group: Group): Group {
    let root = group;
    for (let parent = this.#parent.get(root); parent; parent = this.#parent.get(root)) root = parent;
    return root;
  }

  /** Of two groups that are representatives; not both may be known. */
  merge(a: Group, b: Group): void {
    const [keep, gone] = b.clusterId === null ? [a, b] : [b, a];
    this.#parent.set(gone, keep);
    for (const id of gone.bound) keep.bound.add(id);
  }
}
