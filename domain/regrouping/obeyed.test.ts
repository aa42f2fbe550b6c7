import fc from 'fast-check';
import { expect, it } from 'vitest';
import { crashWith, reportWith } from '#tests/report-builders';
import type { Cluster } from '../cluster.ts';
import { assign } from '../clustering/assign.ts';
import { DEFAULT_BANDS } from '../clustering/bounds.ts';
import { constraintsOf } from '../clustering/constraints.ts';
import { SoulcasterError } from '../errors.ts';
import type { OperationSnapshot } from '../ports/index.ts';
import type { Report } from '../report.ts';
import type { RegroupCommand } from '../teaching.ts';
import { composeTeaching } from './compose-teaching.ts';
import { linksOf } from './links.ts';
import { namedIn } from './named.ts';
import { planOf, type Standing } from './plan.ts';
import { snapshotOf } from './snapshot.ts';
import { undoOf } from './undo.ts';

const NOW = '2026-11-25T10:00:00.000Z';
const KINDS: (() => Report)[] = [
  () => crashWith('TypeError', ['total', 'checkout']),
  () => reportWith({ title: 'Customer charged twice', body: 'Clicking Pay twice charges the card two times for one order.' }),
  () => reportWith({ title: 'Search takes ten seconds', body: 'Product search is slow with many products in the shop.' }),
];

/** A project in memory: what people do by the product's own functions, runs by the product's own `assign`. */
class Project {
  readonly reports = new Map<string, Report>();
  readonly locked = new Set<string>();
  /** In force, in order. */
  journal: { command: RegroupCommand; snapshot: OperationSnapshot }[] = [];
  private operations = 0;

  arrive(report: Report): void {
    this.reports.set(report.id, { ...report, clusterId: null });
  }

  home = (id: string) => this.reports.get(id)!.clusterId;
  clusterIds = () => [...new Set([...this.reports.values()].flatMap(({ clusterId }) => clusterId ?? []))].sort();
  members = (clusterId: string) => [...this.reports.values()].filter((report) => report.clusterId === clusterId).map(({ id }) => id);
  private move = (ids: readonly string[], to: string | null) => {
    for (const id of ids) this.reports.set(id, { ...this.reports.get(id)!, clusterId: to });
  };
  private view(id: string): Cluster {
    return {
      ...{
        id,
        projectId: 'p',
        title: id,
        summary: '',
        summaryBy: '',
        status: 'new',
        reportCount: 1,
        occurrences: 1,
        peopleCount: 0,
        sources: {},
      },
      ...{ severity: { level: 'P3', score: 0, parts: [] }, firstSeenAt: NOW, lastSeenAt: NOW, createdAt: NOW, updatedAt: NOW },
      ...{ trend24h: [], trend14d: [], pullRequestUrl: null, pullRequestNumber: null, errorMessage: null, jobId: null },
      locked: this.locked.has(id),
    };
  }

  does(command: RegroupCommand): void {
    const named = namedIn(command);
    const homes = new Map(named.reportIds.map((id) => [id, this.home(id)] as const));
    const changed = command.kind === 'decline' ? [] : [...homes.values()].filter((id) => id !== null);
    const ids = [...new Set([...named.clusterIds, ...changed])];
    const standing: Standing = { clusters: new Map(ids.map((id) => [id, { cluster: this.view(id), members: this.members(id) }])), homes };
    const snapshot = snapshotOf(standing, planOf(command, standing, { opens: `opened-${this.operations++}`, now: NOW }));
    for (const { reportIds, to } of snapshot.moves) this.move(reportIds, to);
    if (command.kind === 'lock') {
      if (command.locked) this.locked.add(command.cluster);
      else this.locked.delete(command.cluster);
      return;
    }
    this.journal.push({ command, snapshot });
  }

  undoLast(): void {
    const last = this.journal.pop();
    if (!last) return;
    for (const { reportIds, to } of undoOf({ command: last.command, effects: [] }, last.snapshot, new Map()).moves)
      this.move(reportIds, to);
  }

  run(runs: number): void {
    const all = [...this.reports.values()];
    const decisions = assign({
      reports: all.filter(({ clusterId }) => clusterId === null),
      known: all.filter(({ clusterId }) => clusterId !== null),
      ...{ vectors: new Map(), nearest: new Map(), space: null, bands: DEFAULT_BANDS, now: NOW },
      constraints: constraintsOf(composeTeaching(this.journal.map(({ command, snapshot }) => linksOf(command, snapshot))), this.locked),
      newClusterId: (first) => `run-${runs}-${first}`,
    });
    for (const { reportId, clusterId } of decisions) this.move([reportId], clusterId);
  }

  /** Pairs that people hold apart, told pair by pair: the later word counts. */
  apart(): Set<string> {
    const pairs = new Set<string>();
    for (const { command, snapshot } of this.journal) {
      const { mustLink, cannotLink } = linksOf(command, snapshot);
      for (const { a, b } of cannotLink) for (const x of a) for (const y of b) pairs.add(pairOf(x, y));
      for (const group of mustLink) for (const x of group) for (const y of group) pairs.delete(pairOf(x, y));
    }
    return pairs;
  }
  together = (pair: string) => {
    const [x, y] = pair.split(' ') as [string, string];
    return this.home(x) !== null && this.home(x) === this.home(y);
  };
}
const pairOf = (x: string, y: string) => (x < y ? `${x} ${y}` : `${y} ${x}`);

type Step = {
  what: 'arrive' | 'run' | 'merge' | 'split' | 'move' | 'remove' | 'accept' | 'decline' | 'lock' | 'undo';
  a: number;
  b: number;
};
const anyStep = fc.record<Step>({
  what: fc.constantFrom(
    'arrive',
    'arrive',
    'run',
    'run',
    'merge',
    'split',
    'move',
    'remove',
    'remove',
    'accept',
    'decline',
    'lock',
    'undo',
  ),
  a: fc.nat(1_000),
  b: fc.nat(1_000),
});

function commandOf(project: Project, { what, a, b }: Step): RegroupCommand | null {
  const clusters = project.clusterIds();
  const reports = [...project.reports.keys()].filter((id) => project.home(id) !== null);
  const [cluster, other, report] = [clusters[a % clusters.length], clusters[b % clusters.length], reports[b % reports.length]];
  if (cluster === undefined || other === undefined || report === undefined) return null;
  switch (what) {
    case 'merge':
      return { kind: 'merge', into: cluster, from: [other] };
    case 'split':
      return { kind: 'split', cluster: project.home(report)!, reports: [report] };
    case 'move':
      return { kind: 'move', reports: [report], to: cluster };
    case 'remove':
      return { kind: 'remove', reports: [report] };
    case 'accept':
    case 'decline':
      return { kind: what, report, cluster };
    case 'lock':
      return { kind: 'lock', cluster, locked: a % 2 === 0 };
    default:
      return null;
  }
}

/** What cannot be done as things are is refused, as in the product. */
function attempt(work: () => void): void {
  try {
    work();
  } catch (error) {
    if (!(error instanceof SoulcasterError)) throw error;
  }
}

it('whatever people do in whatever order, no run joins what they separated or adds to what they locked', () => {
  let [separated, runs] = [0, 0];
  fc.assert(
    fc.property(fc.array(anyStep, { minLength: 12, maxLength: 40 }), (steps) => {
      const project = new Project();
      for (const make of [...KINDS, ...KINDS, ...KINDS]) project.arrive(make());
      project.run(runs++);
      for (const step of [...steps, { what: 'run', a: 0, b: 0 } as const]) {
        const command = commandOf(project, step);
        if (step.what === 'arrive') project.arrive(KINDS[step.a % KINDS.length]!());
        else if (step.what === 'undo') attempt(() => project.undoLast());
        else if (command) attempt(() => project.does(command));
        else if (step.what === 'run') {
          const apart = [...project.apart()].filter((pair) => !project.together(pair));
          const locked = new Map([...project.locked].map((id) => [id, project.members(id)]));
          project.run(runs++);
          separated += apart.length;
          expect(apart.filter(project.together)).toEqual([]);
          const returning = new Set(project.journal.flatMap(({ command: one, snapshot }) => linksOf(one, snapshot).mustLink.flat()));
          for (const [id, before] of locked)
            expect(project.members(id).filter((one) => !before.includes(one) && !returning.has(one))).toEqual([]);
          expect([...project.reports.values()].filter(({ clusterId }) => clusterId === null)).toEqual([]);
        }
      }
    }),
    { numRuns: 150 },
  );
  // It speaks of something.
  expect(separated).toBeGreaterThan(1_000);
});
