/** A cluster, or one in the making. */
export interface Group {
  /** null while it is new. */
  readonly clusterId: string | null;
  /** The machine neither adds to it nor joins it to anything. */
  readonly locked: boolean;
  /** Reports of this run in it. */
  readonly reports: Set<string>;
  /** Which sides of which separations a person made are in it, as bits. */
  readonly sides: Map<number, number>;
}

/** Disjoint sets of groups. A known cluster always stays the representative; two known ones never become one. */
export class Groups {
  readonly #parent = new Map<Group, Group>();
  readonly #ofReport = new Map<string, Group>();
  readonly #ofCluster = new Map<string, Group>();
  readonly #locked: ReadonlySet<string>;

  constructor(lockedClusterIds: ReadonlySet<string>) {
    this.#locked = lockedClusterIds;
  }

  /** A new report, for now alone. */
  open(reportId: string): Group {
    const group = { clusterId: null, locked: false, reports: new Set([reportId]), sides: new Map() };
    this.#ofReport.set(reportId, group);
    return group;
  }

  of(reportId: string): Group | null {
    const group = this.#ofReport.get(reportId);
    return group ? this.#root(group) : null;
  }

  ofCluster(clusterId: string): Group {
    let group = this.#ofCluster.get(clusterId);
    if (!group) {
      group = { clusterId, locked: this.#locked.has(clusterId), reports: new Set(), sides: new Map() };
      this.#ofCluster.set(clusterId, group);
    }
    return group;
  }

  /** Marks a group as holding one side of a separation. */
  mark(group: Group, separation: number, side: 1 | 2): void {
    group.sides.set(separation, (group.sides.get(separation) ?? 0) | side);
  }

  /** Whether a person has separated something of the one from something of the other. */
  areSeparated(a: Group, b: Group): boolean {
    const [few, many] = a.sides.size < b.sides.size ? [a, b] : [b, a];
    for (const [separation, sides] of few.sides) {
      const others = many.sides.get(separation);
      if (others !== undefined && (sides | others) === 3) return true;
    }
    return false;
  }

  /** Whether the two may become one: by a person's word, or by the machine's, which leaves locked ones alone. */
  mayMerge(a: Group, b: Group, by: 'person' | 'machine'): boolean {
    if (a === b || (a.clusterId !== null && b.clusterId !== null) || this.areSeparated(a, b)) return false;
    return by === 'person' || !(a.locked || b.locked);
  }

  /** Of two representatives, not both known. */
  merge(a: Group, b: Group): Group {
    const [keep, gone] = b.clusterId === null && (a.clusterId !== null || a.reports.size >= b.reports.size) ? [a, b] : [b, a];
    this.#parent.set(gone, keep);
    for (const id of gone.reports) keep.reports.add(id);
    for (const [separation, sides] of gone.sides) keep.sides.set(separation, (keep.sides.get(separation) ?? 0) | sides);
    return keep;
  }

  #root(group: Group): Group {
    let root = group;
    for (let parent = this.#parent.get(root); parent; parent = this.#parent.get(root)) root = parent;
    return root;
  }
}
