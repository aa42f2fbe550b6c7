import { termsOf } from '../clustering/terms.ts';
import type { ClusterText } from '../ports/index.ts';
import type { Report } from '../report.ts';
import { sentencesOf, shorten } from './sentences.ts';

export const TITLE_CHARS = 80;
export const SUMMARY_CHARS = 300;
const SENTENCES_PER_REPORT = 8;

/**
 * Title and summary out of the reports' own words, where no model writes them: the title of the most typical report, then what is
 * said most typically, where it happens and whom it hits. Pure, and the same for the same reports in any order.
 * @param reports exemplars of one cluster, at least one
 * @param typical index of the report whose title speaks for all; found by shared words when left out
 */
export function extractiveText(reports: readonly Report[], typical: number = mostTypical(reports)): ClusterText {
  const speaker = reports[typical]!;
  const title = shorten(speaker.title, TITLE_CHARS);
  const parts = [whatHappens(reports, speaker), whereItHappens(reports), whomItHits(reports)].filter((part) => part !== null);
  return { title, summary: shorten(parts.join(' ') || title, SUMMARY_CHARS), by: 'extractive' };
}

/** The report that shares most with the others; people's own words before a machine's, then the older one. */
export function mostTypical(reports: readonly Report[]): number {
  const shared = wordCounts(reports);
  const scores = reports.map((report) => {
    const title = [...termsOf({ ...report, body: '', exceptions: [] }).weights.keys()];
    const commonness = title.reduce((sum, term) => sum + (shared.get(term) ?? 0), 0) / Math.sqrt(Math.max(3, title.length));
    return commonness * (report.kind === 'human' ? 1.15 : 1);
  });
  const order = reports.map((report, i) => ({ i, score: scores[i]!, key: `${report.receivedAt}\n${report.id}` }));
  order.sort((a, b) => b.score - a.score || (a.key < b.key ? -1 : 1));
  return order[0]!.i;
}

/** In how many reports each word occurs. */
function wordCounts(reports: readonly Report[]): Map<string, number> {
  const counts = new Map<string, number>();
  for (const report of reports) for (const term of termsOf(report).weights.keys()) counts.set(term, (counts.get(term) ?? 0) + 1);
  return counts;
}

/** The sentence with most words that others use too, and not the title over again. */
function whatHappens(reports: readonly Report[], speaker: Report): string | null {
  const shared = wordCounts(reports);
  const titleTerms = new Set(termsOf({ ...speaker, body: '', exceptions: [] }).weights.keys());
  let best: { sentence: string; score: number } | null = null;
  for (const report of [speaker, ...reports.filter((other) => other !== speaker).sort((a, b) => (a.id < b.id ? -1 : 1))]) {
    if (report.kind === 'machine') continue;
    for (const [position, sentence] of sentencesOf(report.body, SENTENCES_PER_REPORT).entries()) {
      const terms = [...termsOf({ title: sentence, body: '', exceptions: [], kind: 'human' }).weights.keys()];
      const fresh = terms.filter((term) => !titleTerms.has(term)).length;
      if (terms.length < 3 || fresh === 0) continue;
      const commonness = terms.reduce((sum, term) => sum + (shared.get(term) ?? 0), 0) / Math.sqrt(Math.max(6, terms.length));
      const score = commonness * (report === speaker ? 1.2 : 1) * (1 - 0.03 * position);
      if (best === null || score > best.score) best = { sentence, score };
    }
  }
  if (best) return ended(shorten(best.sentence, 170));
  const thrown = reports.find((report) => report.exceptions.length > 0)?.exceptions.at(-1);
  return thrown ? ended(shorten(`${thrown.type}${thrown.message ? `: ${thrown.message.split('\n', 1)[0]!}` : ''}`, 170)) : null;
}

/** The application's own innermost frames. */
function whereItHappens(reports: readonly Report[]): string | null {
  const frames =
    reports.find((report) => report.exceptions.some((exception) => exception.frames.length > 0))?.exceptions.at(-1)?.frames ?? [];
  const own = frames.filter((frame) => frame.inApp === true);
  const [inner, outer] = (own.length > 0 ? own : frames).filter((frame) => frame.function || frame.file).reverse();
  if (!inner) return null;
  const file = inner.file?.split(/[\\/]/u).at(-1);
  const place = inner.function ? `${inner.function}${file ? ` (${file})` : ''}` : file!;
  return shorten(
    outer?.function && outer.function !== inner.function ? `In ${place}, called from ${outer.function}.` : `In ${place}.`,
    120,
  );
}

/** Environments and versions the senders name. */
function whomItHits(reports: readonly Report[]): string | null {
  const named = (key: string) =>
    [...new Set(reports.flatMap((report) => (typeof report.metadata[key] === 'string' ? [report.metadata[key]] : [])))].sort();
  const environments = named('environment').slice(0, 3);
  const releases = named('release');
  if (environments.length === 0) return null;
  const versions = releases.length === 0 ? '' : releases.length === 1 ? `, ${releases[0]}` : `, ${releases.length} versions`;
  return `Seen in ${shorten(environments.join(', ') + versions, 90)}.`;
}

function ended(sentence: string): string {
  return /[.!?…]$/u.test(sentence) ? sentence : `${sentence}.`;
}
