import type { Evidence, Report } from '../report.ts';

const FRAMES_SHOWN = 3;
const WORDS_SHOWN = 4;
const TITLE_CHARS = 70;

/** A line of "why these are one problem". */
export interface WhyLine {
  rule: Evidence['rule'];
  /** Reports it speaks for. */
  count: number;
  sentence: string;
  /** The weakest score among them, 0..1; null where the rule is yes or no. */
  score: number | null;
}

/**
 * Why a report is where it is, in one line of plain words, e.g. `same stack as 17 others: streamRows ← exportCsv`. Pure.
 * @param others how many other reports of the cluster have its fingerprint; leaves the number out where it is not known
 */
export function evidenceSentence(evidence: Evidence, others: number | null = null): string {
  switch (evidence.rule) {
    case 'sender':
      return `the sender has it in one group with ${quoted(evidence.nearestTitle)}`;
    case 'fingerprint':
      return fingerprintSentence(evidence, others);
    case 'words':
      return `shares ${wordList(evidence.sharedWords)} with ${quoted(evidence.nearestTitle)} (${heldAgainst(evidence)})`;
    case 'frames':
      return `shares ${frameList(evidence)} with ${quoted(evidence.nearestTitle)} (${heldAgainst(evidence)})`;
    case 'template':
      return `the same log line as ${quoted(evidence.nearestTitle)} but for a few words (${heldAgainst(evidence)})`;
    case 'meaning':
      return `alike in meaning to ${evidence.nearestTitle === null ? 'the reports of this cluster' : `${quoted(evidence.nearestTitle)} and its cluster`} (${heldAgainst(evidence)})`;
    case 'person':
      return evidence.nearestTitle === null ? 'a person put it here' : `a person put it together with ${quoted(evidence.nearestTitle)}`;
    case 'first':
      return evidence.nearestTitle === null
        ? 'opened this cluster: nothing like it was known'
        : `opened this cluster: the nearest other report was ${quoted(evidence.nearestTitle)} (${heldAgainst(evidence)})`;
  }
}

/** The reasons of a cluster's reports, put together: those with most reports first. Pure. */
export function whyLines(reports: readonly Pick<Report, 'id' | 'evidence'>[]): WhyLine[] {
  const decided = reports.flatMap((report) => (report.evidence ? [report.evidence] : []));
  const lines: WhyLine[] = [];
  const byFingerprint = Map.groupBy(
    decided.filter((evidence) => evidence.fingerprint !== null),
    (evidence) => evidence.fingerprint!,
  );
  const told = new Set<Evidence>();
  for (const group of byFingerprint.values()) {
    if (!group.some((evidence) => evidence.rule === 'fingerprint')) continue;
    for (const evidence of group) if (evidence.rule === 'fingerprint' || evidence.rule === 'first') told.add(evidence);
    const sample = group.find((evidence) => evidence.sharedFrames.length > 0) ?? group[0]!;
    const what =
      sample.sharedFrames.length > 0 ? `the same stack: ${frameList(sample)}` : 'the same message once its variable parts are masked';
    lines.push({ rule: 'fingerprint', count: group.length, sentence: `${reportsHave(group.length)} ${what}`, score: null });
  }
  const rest = decided.filter((evidence) => !told.has(evidence));
  const sender = rest.filter((evidence) => evidence.rule === 'sender');
  if (sender.length > 0)
    lines.push({
      rule: 'sender',
      count: sender.length,
      sentence: `${reportsAre(sender.length)} in a group of the sender's own`,
      score: null,
    });
  const words = rest.filter((evidence) => evidence.rule === 'words');
  if (words.length > 0) {
    const score = Math.min(...words.map((evidence) => evidence.score ?? 1));
    const shared = wordList(commonest(words.flatMap((evidence) => evidence.sharedWords)));
    lines.push({
      rule: 'words',
      count: words.length,
      sentence: `${words.length === 1 ? '1 report shares' : `${words.length} reports share`} ${shared}`,
      score,
    });
  }
  if (lines.length === 0 && decided.length > 0) {
    const [only] = decided;
    lines.push({ rule: only!.rule, count: decided.length, sentence: evidenceSentence(only!), score: only!.score });
  }
  return lines.sort((a, b) => b.count - a.count);
}

function fingerprintSentence(evidence: Evidence, others: number | null): string {
  const as = others === null || others < 1 ? `as ${quoted(evidence.nearestTitle)}` : others === 1 ? 'as 1 other' : `as ${others} others`;
  if (evidence.sharedFrames.length === 0) return `same message ${as}, once its variable parts are masked`;
  return `same stack ${as}: ${frameList(evidence)}`;
}

/** Innermost first, as the arrows read: called from. */
function frameList(evidence: Evidence): string {
  const names = evidence.sharedFrames.filter((name) => name !== '').slice(0, FRAMES_SHOWN);
  return names.length > 0 ? names.join(' ← ') : 'frames without names';
}

function heldAgainst(evidence: Evidence): string {
  if (evidence.score === null) return 'not scored';
  const score = evidence.score.toFixed(2);
  if (evidence.bound === null) return score;
  return `${score}, ${evidence.score >= evidence.bound ? 'at or above' : 'below'} ${evidence.bound.toFixed(2)}`;
}

function wordList(words: readonly string[]): string {
  const shown = words.slice(0, WORDS_SHOWN).map((word) => `“${word}”`);
  if (shown.length === 0) return 'its meaning';
  return shown.length === 1 ? shown[0]! : `${shown.slice(0, -1).join(', ')} and ${shown.at(-1)}`;
}

function commonest(words: readonly string[]): string[] {
  const counts = new Map<string, number>();
  for (const word of words) counts.set(word, (counts.get(word) ?? 0) + 1);
  return [...counts].sort((a, b) => b[1] - a[1]).map(([word]) => word);
}

function quoted(title: string | null): string {
  if (title === null) return 'another report';
  return `“${
    title.length > TITLE_CHARS
      ? `${title
          .slice(0, TITLE_CHARS - 1)
          .toWellFormed()
          .trimEnd()}…`
      : title
  }”`;
}

const reportsHave = (count: number) => (count === 1 ? '1 report has' : `${count} reports have`);
const reportsAre = (count: number) => (count === 1 ? '1 report is' : `${count} reports are`);
