import type { Report, SourceName } from '../report.ts';
import { fingerprintOf, maskVariables, type Fingerprint } from './fingerprint.ts';
import { normalFrame } from './frame.ts';
import { FEATURE_VERSION } from './pair-features.ts';
import { routeOf, type Route } from './route.ts';

/** Frames nearest to where it was thrown; those further out are the same in most crashes of a program. */
const FRAMES = 20;

/** What grouping keeps of a report beside its words: about half a kilobyte. */
export interface Profile {
  id: string;
  clusterId: string | null;
  route: Route;
  source: SourceName;
  title: string;
  author: string | null;
  receivedAt: string;
  occurredMs: number;
  senderGroup: string | null;
  fingerprint: Fingerprint | null;
  exceptionTypes: readonly string[];
  /** Normalised function names, innermost first, each once; at most 20. */
  frames: readonly string[];
  /** Words of a log line or alert with its variables masked; empty for others. */
  template: readonly string[];
  /** Of a ticket: how like the likest other one it was when it came, 0 where none shared a word; null where today's pair score did not say. */
  bestScore: number | null;
  /** The masked message of what was thrown; empty for what people write. */
  message: string;
}

/** Pure. */
export function profileOf(report: Report): Profile {
  const route = routeOf(report);
  const thrown = report.exceptions.at(-1);
  const traced = report.exceptions.findLast((exception) => exception.frames.length > 0);
  const names = (traced?.frames ?? []).toReversed().flatMap((frame) => normalFrame(frame).name || []);
  return {
    id: report.id,
    clusterId: report.clusterId,
    route,
    source: report.source,
    title: report.title,
    author: report.author,
    receivedAt: report.receivedAt,
    occurredMs: Date.parse(report.occurredAt) || 0,
    senderGroup: report.senderGroup,
    fingerprint: fingerprintOf(report),
    exceptionTypes: report.exceptions.map(({ type }) => type),
    frames: [...new Set(names)].slice(0, FRAMES),
    template: route === 'log' ? maskVariables(report.title).split(' ') : [],
    bestScore: route === 'issue' ? bestScoreOf(report) : null,
    message: thrown ? maskVariables(thrown.message) : '',
  };
}

function bestScoreOf({ evidence }: Report): number | null {
  const isOfWords = evidence?.version === FEATURE_VERSION && (evidence.rule === 'words' || evidence.rule === 'first');
  return isOfWords ? (evidence.score ?? 0) : null;
}
