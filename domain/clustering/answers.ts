import type { Evidence, Report } from '../report.ts';
import type { OperationState, RegroupCommand } from '../teaching.ts';
import type { BoundedKind } from './bounds.ts';
import type { LabelledScore } from './calibrate.ts';
import { EVENT_VERSION } from './event-score.ts';
import { WORDS_VERSION } from './pair-model.ts';
import { PROSE_VERSION } from './prose.ts';
import { TEMPLATE_VERSION } from './template-index.ts';

/** The score that a person's command answers, as it was when the machine suggested or joined by it. */
export interface ScoredAnswer {
  kind: BoundedKind;
  score: number;
  /** The machine had joined it by this score; false: it had asked. */
  joined: boolean;
  /** Name of the space that took part; null: none. */
  space: string | null;
  /** Version of the rule; scores of another one are on another scale. */
  version: string;
}

/** What an operation says of scores. */
export interface AnswerRow {
  command: RegroupCommand['kind'];
  state: OperationState;
  answers: readonly ScoredAnswer[];
}

/** Reports of one command that say the same count as so many at most. */
const MOST_OF_ONE = 20;
const SCALES: Partial<Record<Evidence['rule'], { kind: BoundedKind; version: string }>> = {
  frames: { kind: 'event', version: EVENT_VERSION },
  template: { kind: 'log', version: TEMPLATE_VERSION },
  words: { kind: 'issue', version: WORDS_VERSION },
  meaning: { kind: 'prose', version: PROSE_VERSION },
};

/**
 * The scores that a command answers: of a suggestion that is taken or not, or by which the machine joined what a person takes out. Pure.
 * @param reports those that it names, as they were before it
 */
export function answersOf(command: RegroupCommand, reports: readonly Report[]): ScoredAnswer[] {
  switch (command.kind) {
    case 'accept':
    case 'decline':
      return reports.flatMap(({ suggestions = [] }) =>
        suggestions
          .filter((one) => one.clusterId === command.cluster)
          .flatMap(({ score, evidence }) => scoredBy(evidence, score, false) ?? []),
      );
    case 'split':
    case 'move':
    case 'remove':
      return reports.slice(0, MOST_OF_ONE).flatMap(({ evidence }) => (evidence && scoredBy(evidence, evidence.score, true)) ?? []);
    default:
      return [];
  }
}

/** By which score the machine joined a report, if by one of today's scales. Pure. */
export function joinedBy({ evidence }: Pick<Report, 'evidence'>): ScoredAnswer | null {
  const scored = evidence && scoredBy(evidence, evidence.score, true);
  return scored && isOfToday(scored) ? scored : null;
}

/** Whether a score is on today's scale of its kind. Pure. */
export function isOfToday({ kind, version }: Pick<ScoredAnswer, 'kind' | 'version'>): boolean {
  return Object.values(SCALES).some((scale) => scale.kind === kind && scale.version === version);
}

/**
 * Answers as labelled scores: a join or suggestion that was taken back or refused was wrong. One that says nothing either way is left out. Pure.
 */
export function labelled({ command, state }: AnswerRow, { score }: ScoredAnswer): LabelledScore | null {
  const right = isRight(command, state);
  return right === null ? null : { score, right, isRepeat: right };
}

function isRight(command: AnswerRow['command'], state: OperationState): boolean | null {
  if (state === 'undone') return command === 'accept' ? false : null;
  if (state !== 'applied') return null;
  return command === 'accept';
}

function scoredBy({ rule, version, space }: Evidence, score: number | null, joined: boolean): ScoredAnswer | null {
  const scale = SCALES[rule];
  return scale && score !== null ? { kind: scale.kind, score, joined, space, version } : null;
}
