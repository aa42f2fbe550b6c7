import { termsOf } from '../clustering/terms.ts';
import type { Report } from '../report.ts';
import { isTestPath } from './test-paths.ts';

export const EXCERPT_LIMITS = { chars: 60_000, fileBytes: 100_000, files: 40, paths: 400, read: 1500 } as const;

const SOURCE = /\.(?:[cm]?[jt]sx?|py|rb|go|rs|java|kt|kts|cs|php|swift|scala|ex|exs|erl|c|h|cc|cpp|hpp|m|vue|svelte|sql|sh|html|css)$/i;
const SKIPPED = /(?:^|\/)(?:node_modules|dist|build|out|vendor|third_party|coverage|\.next|__snapshots__)\/|\.min\.[a-z]+$|\.d\.ts$/i;
const WORD = /[\p{L}_$][\p{L}\p{N}_$]*/gu;

/** Files worth reading for a plan, sources before the rest of their kind. Pure. */
export function readableSources(files: readonly { path: string; sizeBytes: number }[]): string[] {
  return files
    .filter((file) => SOURCE.test(file.path) && !SKIPPED.test(file.path) && file.sizeBytes <= EXCERPT_LIMITS.fileBytes)
    .map((file) => file.path);
}

/**
 * Which files the reports' frames and words point at, best first, within the limits. A frame of the application's own code outweighs any words;
 * a word counts by how few files have it. A test follows the source it tests. Pure; ties keep the order of `files`.
 */
export function pickExcerpts(
  files: readonly { path: string; text: string }[],
  reports: readonly Report[],
): { path: string; text: string }[] {
  const framePoints = pointsOfFrames(reports);
  const words = wordsOf(reports);
  const documents = files.map((file) => ({ file, terms: new Set(identifiers(`${file.path} ${file.text}`)) }));
  const rarity = new Map<string, number>();
  for (const word of words.keys()) {
    const holders = documents.filter(({ terms }) => terms.has(word)).length;
    if (holders > 0) rarity.set(word, Math.log(1 + files.length / holders));
  }
  const ranked = documents
    .map(({ file, terms }, order) => {
      let score = 100 * bestFrame(file.path, framePoints);
      for (const [word, weight] of words) if (terms.has(word)) score += weight * (rarity.get(word) ?? 0);
      const pathTerms = new Set(identifiers(file.path));
      for (const [word, weight] of words) if (pathTerms.has(word)) score += 2 * weight;
      return { file, order, score: isTestPath(file.path) ? score * 0.6 : score };
    })
    .filter(({ score }) => score > 0)
    .toSorted((a, b) => b.score - a.score || a.order - b.order);

  const picked: { path: string; text: string }[] = [];
  let room: number = EXCERPT_LIMITS.chars;
  for (const { file } of ranked) {
    if (picked.length >= EXCERPT_LIMITS.files) break;
    if (file.text.length > room) continue;
    room -= file.text.length;
    picked.push(file);
  }
  return picked;
}

/** The paths a planner sees where a repository has more than it can: those of the excerpts, then sources, then the rest. Pure. */
export function pathsForPlan(all: readonly string[], excerpts: readonly string[]): string[] {
  const first = new Set(excerpts);
  const rest = all.filter((path) => !first.has(path) && !SKIPPED.test(path));
  const ordered = [...first, ...rest.filter((path) => SOURCE.test(path)), ...rest.filter((path) => !SOURCE.test(path))];
  return ordered.slice(0, EXCERPT_LIMITS.paths);
}

/** File of a frame → 0..1, the throwing frame and the application's own frames most. */
function pointsOfFrames(reports: readonly Report[]): Map<string, number> {
  const points = new Map<string, number>();
  for (const report of reports) {
    for (const exception of report.exceptions) {
      exception.frames.forEach((frame, index) => {
        if (!frame.file || /node_modules|^node:|^internal\//.test(frame.file)) return;
        const depth = exception.frames.length - index;
        const weight = (frame.inApp === false ? 0.2 : 1) / Math.sqrt(depth);
        const path = frame.file
          .replace(/^[a-z+]+:\/{2,3}/i, '')
          .replaceAll('\\', '/')
          .replace(/[?#].*$/, '');
        points.set(path, Math.max(points.get(path) ?? 0, weight));
      });
    }
  }
  return points;
}

/** How strongly the frames point at a repository path: whole components from the end must agree; the more, the better. */
function bestFrame(path: string, points: ReadonlyMap<string, number>): number {
  const mine = path.split('/');
  let best = 0;
  for (const [frame, weight] of points) {
    const theirs = frame.split('/').filter((part) => part !== '' && part !== '.');
    let same = 0;
    while (same < mine.length && same < theirs.length && mine.at(-1 - same) === theirs.at(-1 - same)) same++;
    if (same > 0) best = Math.max(best, weight * (same / mine.length));
  }
  return best;
}

function wordsOf(reports: readonly Report[]): Map<string, number> {
  const words = new Map<string, number>();
  for (const report of reports) {
    for (const [stem, weight] of termsOf(report).weights) words.set(stem, Math.max(words.get(stem) ?? 0, weight));
  }
  return words;
}

/** The words of code, cut and stemmed as the reports' are. */
function identifiers(text: string): string[] {
  const words = text.match(WORD)?.join(' ') ?? '';
  return [...termsOf({ title: words, body: '', exceptions: [], kind: 'human' }).weights.keys()];
}
