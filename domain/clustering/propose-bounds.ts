import { spaceName, type VectorSpace } from '../ports/vector-index.ts';
import type { Report } from '../report.ts';
import { type AnswerRow, isOfToday, joinedBy, labelled, type ScoredAnswer } from './answers.ts';
import { type Bands, type BandsOfKinds, BoundedKind } from './bounds.ts';
import { calibrate, canCalibrate, type LabelledScore } from './calibrate.ts';
import { routeOf } from './route.ts';

/** Nobody would notice less. */
const LEAST_CHANGE = 0.005;
const ROUNDED = 10_000;

export interface AnswerCounts {
  accepted: number;
  declined: number;
  /** Joins that were taken back: of a person, or of the machine. */
  undone: number;
}

export interface BoundsProposal extends Bands {
  kind: BoundedKind;
  answers: AnswerCounts;
}

type Told = Pick<Report, 'evidence' | 'suggestions' | 'kind' | 'source' | 'title' | 'body' | 'exceptions'>;

/**
 * Bounds of each kind that a project's own answers ask for; its reports are added one by one, and only scores are kept of them. Joins that
 * nobody took back count as right. Only some suggestions are ever answered: new problems that stand below the bounds count in the same share.
 */
export class BoundsTally {
  readonly #scores = new Map(BoundedKind.options.map((kind) => [kind, newTally()]));
  readonly #space: VectorSpace;

  /** @param space that vectors are compared in; answers about another say nothing */
  constructor(answers: readonly AnswerRow[], space: VectorSpace) {
    this.#space = space;
    for (const row of answers) {
      for (const answer of row.answers) {
        const label = this.#counts(answer) ? labelled(row, answer) : null;
        if (!label) continue;
        const tally = this.#scores.get(answer.kind)!;
        tally.labelled.push(label);
        if (label.right) tally.counts.accepted += 1;
        else if (row.command === 'decline') tally.counts.declined += 1;
        else tally.counts.undone += 1;
      }
    }
  }

  /** One of the project's reports as it is. */
  add(report: Told): void {
    const joined = joinedBy(report);
    if (joined && this.#counts(joined)) this.#scores.get(joined.kind)!.kept.push({ score: joined.score, right: true, isRepeat: true });
    if (report.evidence?.rule !== 'first') return;
    const tally = this.#scores.get(routeOf(report))!;
    tally.opened += 1;
    if (report.suggestions?.some(({ band }) => band === 'suggest')) tally.unanswered += 1;
  }

  /**
   * None for a kind that was answered too seldom, or whose bounds are right.
   * @param bands in force
   * @param budget share of new problems that may be joined wrongly
   */
  propose(bands: BandsOfKinds, budget: number): BoundsProposal[] {
    return BoundedKind.options.flatMap((kind) => {
      const tally = this.#scores.get(kind)!;
      if (!canCalibrate(tally.counts)) return [];
      const found = calibrate([...tally.labelled, ...tally.kept, ...belowTheBounds(tally)], budget);
      const joinAt = Math.min(1, Math.ceil(found.joinAt * ROUNDED) / ROUNDED);
      const suggestAt = Math.min(joinAt, Math.ceil(found.suggestAt * ROUNDED) / ROUNDED);
      const isSame = Math.abs(joinAt - bands[kind].joinAt) < LEAST_CHANGE && Math.abs(suggestAt - bands[kind].suggestAt) < LEAST_CHANGE;
      return isSame ? [] : [{ kind, joinAt, suggestAt, answers: tally.counts }];
    });
  }

  #counts(one: ScoredAnswer): boolean {
    return isOfToday(one) && isOfSpace(one, this.#space);
  }
}

interface Tally {
  labelled: LabelledScore[];
  kept: LabelledScore[];
  counts: AnswerCounts;
  /** Reports that opened a cluster, and those of them with a suggestion that waits. */
  opened: number;
  unanswered: number;
}

function newTally(): Tally {
  return { labelled: [], kept: [], counts: { accepted: 0, declined: 0, undone: 0 }, opened: 0, unanswered: 0 };
}

/** Log lines and events are compared without vectors, in every space alike. */
function isOfSpace({ kind, space }: ScoredAnswer, own: VectorSpace): boolean {
  return kind === 'event' || kind === 'log' || space === spaceName(own);
}

function belowTheBounds({ labelled: answered, opened, unanswered }: Tally): LabelledScore[] {
  const share = answered.length / (answered.length + unanswered);
  return Array.from({ length: Math.round(opened * share) }, () => ({ score: 0, right: false, isRepeat: false }));
}
