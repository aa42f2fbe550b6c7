import type { Decision, VectorMatch } from '../ports/index.ts';
import type { Report } from '../report.ts';
import type { Scanner } from '../vectors/scanner.ts';
import { type BandsOfKinds, fitToProject } from './bounds.ts';
import { NO_CONSTRAINTS, type Constraints } from './constraints.ts';
import { Explainer } from './evidence.ts';
import { type Group, Groups } from './groups.ts';
import { KnownIndex } from './known-index.ts';
import { joinByLinks } from './join-by-links.ts';
import { Links, type Vectors } from './links.ts';
import { obey } from './obey.ts';
import { placeByKey } from './place-by-key.ts';
import { joinProse } from './prose.ts';
import { suggestionsFor } from './suggest.ts';

export interface AssignInput {
  /** The reports of this run, in any order. */
  reports: readonly Report[];
  /** Reports of the project that are in a cluster already: the reports, or an index that was built from them. */
  known: readonly Report[] | KnownIndex;
  /** Vectors of this run's reports, unit length; may be empty. */
  vectors: ReadonlyMap<string, Float32Array>;
  /** What the vector index answered for this run's human reports, over what earlier runs wrote. */
  nearest: ReadonlyMap<string, readonly VectorMatch[]>;
  /** Vectors of known reports, of those that `knownVectorsFor` names, as far as they are at hand. */
  knownVectors?: ReadonlyMap<string, Float32Array>;
  /** Name of the space of those vectors. */
  space: string | null;
  /** Reports whose vector is missing because the embedder was away; their evidence says so. */
  awaitVectors?: ReadonlySet<string>;
  bands: BandsOfKinds;
  constraints?: Constraints;
  /** See Vectors. */
  createScanner?: (dims: number) => Scanner;
  now: string;
  /** Must give the same id for the same report, so that a retried run opens the same clusters. */
  newClusterId: (firstReportId: string) => string;
}

/**
 * Puts each report into a known cluster or into a new one, and says where else it may belong: what people decided, then the sender's own
 * group, then the fingerprint, then words, frames and templates with the strongest link of the whole run first, then short messages by average
 * linkage. Pure and independent of the order of `reports` and `known`; an index given as `known` is as it was when it returns.
 * Machine reports with different fingerprints are never tied by words, nor two known clusters by anything.
 * Cost: a look-up of bounded size per report, then a sort of at most some 60 links each; n² for short messages of one run.
 * @returns one decision per report, in input order
 */
export function assign(given: AssignInput): Decision[] {
  const index = given.known instanceof KnownIndex ? given.known : new KnownIndex(given.known.toSorted(byArrival));
  const input = { ...given, bands: fitToProject(given.bands, index.bestScores) };
  const reports = input.reports.toSorted(byArrival);
  for (const report of reports) index.visit({ ...report, clusterId: null });
  try {
    return decide(input, index, reports);
  } finally {
    // The last one first: so the index drops them without a trace.
    for (const report of reports.toReversed()) index.remove(report.id);
  }
}

function decide(input: AssignInput, index: KnownIndex, reports: readonly Report[]): Decision[] {
  const { bands, constraints = NO_CONSTRAINTS } = input;
  const groups = new Groups(constraints.lockedClusterIds);
  const ids = reports.map((report) => report.id);
  for (const id of ids) groups.open(id);
  const placed = obey(constraints, groups, index);
  const keyed = placeByKey(ids, groups, index);

  const vectors: Vectors = {
    own: input.vectors,
    nearest: input.nearest,
    known: input.knownVectors,
    provider: input.space?.split('/', 1)[0] ?? null,
    createScanner: input.createScanner,
  };
  // What a key has put into a known cluster needs no more; of what has one key the first speaks for all.
  const founders = ids.filter((id) => index.words.has(id) && (groups.of(id)!.clusterId === null || !keyed.has(id)));
  const links = new Links(index, founders, vectors);
  const groupOf = (id: string): Group => groups.of(id) ?? groups.ofCluster(index.profiles.get(id)!.clusterId!);
  joinByLinks(links, groups, groupOf, bands);
  const isProse = (id: string) => index.profiles.get(id)!.route === 'prose';
  const prose = founders.filter((id) => isProse(id) && groups.of(id)!.clusterId === null);
  const { ties, likenesses } = joinProse(prose, groups, index, vectors, bands.prose.joinAt, bands.prose.suggestAt);

  const clusterIds = nameGroups(reports, groups, input.newClusterId);
  const explainer = new Explainer({ input, index, links, groupOf, keyed, placed, ties, likenesses });
  const evidence = explainer.explain(reports);
  const suggestions = suggestionsFor({
    founders,
    links,
    likenesses,
    groupOf,
    groups,
    clusterIds,
    bands,
    explainer,
    isProse,
    arrivals: new Map(ids.map((id, i) => [id, i])),
  });
  return input.reports.map(({ id }) => {
    const group = groupOf(id);
    return {
      reportId: id,
      clusterId: clusterIds.get(group)!,
      opened: group.clusterId === null,
      evidence: evidence.get(id)!,
      suggestions: suggestions.get(id) ?? [],
    };
  });
}

export function byArrival(a: Report, b: Report): number {
  return a.receivedAt < b.receivedAt ? -1 : a.receivedAt > b.receivedAt ? 1 : a.id < b.id ? -1 : a.id > b.id ? 1 : 0;
}

/** Known clusters keep their id; a new one has its name from the report that came first. */
function nameGroups(reports: readonly Report[], groups: Groups, newClusterId: (firstReportId: string) => string): Map<Group, string> {
  const names = new Map<Group, string>();
  for (const { id } of reports) {
    const group = groups.of(id)!;
    if (!names.has(group)) names.set(group, group.clusterId ?? newClusterId(id));
  }
  return names;
}
