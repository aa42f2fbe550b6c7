import type { Evidence, Report } from '../report.ts';

const FRAMES_SHOWN = 3;
const WORDS_SHOWN = 4;
const TITLE_CHARS = 70;
const STACKS_SHOWN = 3;

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
export function memberSentence(evidence: Evidence, others: number | null): string {
  return sentenceOf(evidence, isJoinedByMany(evidence) ? byMany(evidence) : heldAgainst(evidence), others);
}

/** What a report has in common with another that is not in its cluster, or not known to be, and how its score stood to the bound. Pure. */
export function evidenceSentence(evidence: Evidence): string {
  return sentenceOf(evidence, heldAgainst(evidence), null);
}

/** Of a report in its cluster: no single likeness was enough, several together were. Pure. */
function isJoinedByMany({ rule, score, bound }: Pick<Evidence, 'rule' | 'score' | 'bound'>): boolean {
  return rule !== 'first' && score !== null && bound !== null && score < bound;
}

function sentenceOf(evidence: Evidence, held: string, others: number | null): string {
  switch (evidence.rule) {
    case 'sender':
      return `the sender has it in one group with ${quoted(evidence.nearestTitle)}`;
    case 'fingerprint':
      return fingerprintSentence(evidence, others);
    case 'words':
      return `shares ${wordList(evidence.sharedWords)} with ${quoted(evidence.nearestTitle)} (${held})`;
    case 'frames':
      return `shares ${frameList(evidence)} with ${quoted(evidence.nearestTitle)} (${held})`;
    case 'template':
      return `the same log line as ${quoted(evidence.nearestTitle)} but for a few words (${held})`;
    case 'meaning':
      return `alike in meaning to ${evidence.nearestTitle === null ? 'the reports of this cluster' : `${quoted(evidence.nearestTitle)} and its cluster`} (${held})`;
    case 'person':
      return evidence.nearestTitle === null ? 'a person put it here' : `a person put it together with ${quoted(evidence.nearestTitle)}`;
    case 'first':
      return evidence.nearestTitle === null
        ? 'opened this cluster: nothing like it was known'
        : `opened this cluster: the nearest other report was ${quoted(evidence.nearestTitle)} (${held})`;
  }
}

/** The reasons of a cluster's reports, put together: those with most reports first. Pure. */
export function whyLines(reports: readonly Pick<Report, 'id' | 'evidence'>[]): WhyLine[] {
  const decided = reports.flatMap((report) => (report.evidence ? [report.evidence] : []));
  const stacks = stackLines(decided);
  const told = new Set(stacks.flatMap(({ evidence }) => evidence));
  const byRule = Map.groupBy(
    decided.filter((evidence) => !told.has(evidence)),
    (evidence) => evidence.rule,
  );
  const shown = stacks.length > STACKS_SHOWN + 1 ? STACKS_SHOWN : stacks.length;
  const lines: WhyLine[] = [
    ...stacks.slice(0, shown).map(({ line }) => line),
    ...[...byRule].flatMap(([rule, evidence]) => (rule === 'first' ? [] : [ruleLine(rule, evidence)])),
  ];
  const [first] = byRule.get('first') ?? [];
  // Among others, the one that opened the cluster says nothing of why they are together.
  if (lines.length === 0 && first) return [{ rule: 'first', count: 1, sentence: evidenceSentence(first), score: null }];
  return [...lines.sort((a, b) => b.count - a.count), ...otherStacks(stacks.slice(shown))];
}

interface Stack {
  line: WhyLine;
  evidence: Evidence[];
}

/** One for each fingerprint that brought reports together, with the report that it began with; the largest first. */
function stackLines(decided: readonly Evidence[]): Stack[] {
  const groups = Map.groupBy(decided, ({ fingerprint }) => fingerprint);
  const lines = [...groups].flatMap(([fingerprint, group]): Stack[] => {
    if (fingerprint === null || !group.some(({ rule }) => rule === 'fingerprint')) return [];
    const sample = group.find(({ sharedFrames }) => sharedFrames.length > 0);
    const what = sample ? `the same stack: ${frameList(sample)}` : 'the same message once its variable parts are masked';
    const evidence = group.filter(({ rule }) => rule === 'fingerprint' || rule === 'first');
    return [
      { line: { rule: 'fingerprint', count: group.length, sentence: `${reportsHave(group.length)} ${what}`, score: null }, evidence },
    ];
  });
  return lines.sort((a, b) => b.line.count - a.line.count);
}

function otherStacks(stacks: readonly Stack[]): WhyLine[] {
  if (stacks.length === 0) return [];
  const count = stacks.reduce((sum, { line }) => sum + line.count, 0);
  return [{ rule: 'fingerprint', count, sentence: `${count} more reports have ${stacks.length} other stacks`, score: null }];
}

function ruleLine(rule: Exclude<Evidence['rule'], 'first'>, evidence: readonly Evidence[]): WhyLine {
  const scores = evidence.flatMap(({ score }) => score ?? []);
  const score = scores.length > 0 ? Math.min(...scores) : null;
  return { rule, count: evidence.length, sentence: ruleWords(rule, evidence), score };
}

function ruleWords(rule: Exclude<Evidence['rule'], 'first'>, evidence: readonly Evidence[]): string {
  const count = evidence.length;
  const words = commonest(evidence.flatMap(({ sharedWords }) => sharedWords));
  switch (rule) {
    case 'fingerprint':
      return `${reportsHave(count)} the same stack`;
    case 'sender':
      return `${reportsAre(count)} in a group of the sender's own`;
    case 'words':
      return `${count} joined by ${words.length > 0 ? `words: ${wordList(words)}` : 'meaning'}`;
    case 'frames':
      return `${count} joined by a stack much alike: ${framesOf(commonest(evidence.flatMap(({ sharedFrames }) => sharedFrames)))}`;
    case 'template':
      return `${count} joined by the same log line but for a few words`;
    case 'meaning':
      return `${count} joined by meaning${words.length > 0 ? `: ${wordList(words)}` : ''}`;
    case 'person':
      return `${count} put here by a person, kept together from now on`;
  }
}

function fingerprintSentence(evidence: Evidence, others: number | null): string {
  const as = others === null || others < 1 ? `as ${quoted(evidence.nearestTitle)}` : others === 1 ? 'as 1 other' : `as ${others} others`;
  if (evidence.sharedFrames.length === 0) return `same message ${as}, once its variable parts are masked`;
  return `same stack ${as}: ${frameList(evidence)}`;
}

/** Innermost first, as the arrows read: called from. */
const frameList = (evidence: Evidence): string => framesOf(evidence.sharedFrames);

function framesOf(frames: readonly string[]): string {
  const names = frames.filter((name) => name !== '').slice(0, FRAMES_SHOWN);
  return names.length > 0 ? names.join(' ← ') : 'frames without names';
}

function byMany({ score, bound }: Evidence): string {
  return `${score!.toFixed(2)} by itself, over ${bound!.toFixed(2)} together with others here`;
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
