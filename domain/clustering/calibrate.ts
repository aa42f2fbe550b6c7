/** What became of a report's best candidate. */
export interface LabelledScore {
  score: number;
  /** The candidate is of the report's own group: labelled so, or accepted by a person. Declined and undone ones are not. */
  right: boolean;
  /** A report of its group was there before it. Of a person's answer: the same as `right`. */
  isRepeat: boolean;
}

/** A project's answers weigh as much as so many labelled reports; before there are that many, the shipped bound holds. */
const ENOUGH_ANSWERS = 30;

/**
 * Bounds from labelled scores, of whatever range they are. Join: the lowest at which at most `budget` of the new problems are joined to
 * something. Suggest: where accepting every first suggestion gives the best balance of what is caught and what is right, F1, and never above
 * the join bound. Pure.
 * @param budget share of new problems that may be joined wrongly, e.g. 0.01
 */
export function calibrate(labelled: readonly LabelledScore[], budget: number): { joinAt: number; suggestAt: number } {
  const sorted = labelled.filter((one) => Number.isFinite(one.score)).toSorted((a, b) => b.score - a.score);
  const news = labelled.filter((one) => !one.isRepeat).length;
  const repeats = labelled.length - news;
  const allowed = Math.floor(budget * news);
  let joined = 0;
  let joinAt = sorted.length > 0 ? sorted[0]!.score + 1e-6 : 1;
  for (const [i, one] of sorted.entries()) {
    if (!one.isRepeat) joined += 1;
    if (joined > allowed) break;
    // Between two equal scores there is no bound.
    if (sorted[i + 1]?.score !== one.score) joinAt = one.score;
  }
  let right = 0;
  let bestF1 = 0;
  let suggestAt = joinAt;
  for (const [i, one] of sorted.entries()) {
    if (one.right) right += 1;
    const f1 = (2 * right) / (i + 1 + repeats);
    if (f1 > bestF1 && sorted[i + 1]?.score !== one.score) [bestF1, suggestAt] = [f1, one.score];
  }
  return { joinAt, suggestAt: Math.min(suggestAt, joinAt) };
}

/** Whether a project has been answered often enough to have bounds of its own. */
export function canCalibrate(answers: { accepted: number; declined: number; undone: number }): boolean {
  return answers.accepted + answers.declined + answers.undone >= ENOUGH_ANSWERS && answers.declined + answers.undone > 0;
}
