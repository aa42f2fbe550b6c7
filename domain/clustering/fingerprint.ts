import { v5 } from 'uuid';
import type { ExceptionInfo, Report } from '../report.ts';
import { normalFrame, type NormalFrame } from './frame.ts';

export const FINGERPRINT_VERSION = 'fingerprint-2';
const NAMESPACE = '2f4e8d53-6d0f-5b0a-8f5e-7d3a1c9b2e64';
const FRAMES_SHOWN = 8;
/** A log line of one word tells something from so many letters on. */
const LETTERS_OF_ONE_WORD = 7;
/** A trace with fewer named functions than this says too little by itself. */
const ENOUGH_NAMES = 2;
/** Longest cycle of calls that recursion repeats. */
const LONGEST_CYCLE = 6;

export interface Fingerprint {
  /** UUIDv5 of the parts; equal means one group. */
  value: string;
  /** Function names that took part, innermost first, at most 8. Empty for message templates. */
  frames: string[];
  /** Exception type, or the masked message where there is no trace. */
  head: string;
}

/**
 * The identity of a machine report: exception type and the whole normalised trace (the application's own frames where the
 * sender marks them), or the message with its variables masked where there is no trace. null for human reports. Pure.
 * Type with message alone is never used when there is a trace: it joins different bugs. Where the trace is a single place, the masked
 * message has to be the same too.
 */
export function fingerprintOf(report: Pick<Report, 'kind' | 'title' | 'exceptions'>): Fingerprint | null {
  if (report.kind !== 'machine') return null;
  const thrown = report.exceptions.at(-1);
  // A wrapper may come without a stack of its own.
  const traced = report.exceptions.findLast((exception) => exception.frames.length > 0);
  const trace = traced ? traceOf(traced) : [];
  if (thrown && trace.length > 0) {
    const names = trace.map((frame) => frame.name).filter((name) => name !== '');
    const message = new Set(names).size < ENOUGH_NAMES ? [maskVariables(thrown.message)] : [];
    return make(
      ['trace', thrown.type, ...message, ...trace.map((frame) => frame.name || `${frame.file}:`)],
      thrown.type,
      names.toReversed(),
    );
  }
  const template = maskVariables(thrown ? `${thrown.type}: ${thrown.message}` : report.title);
  return isTelling(template, thrown !== undefined) ? make(['template', template], template, []) : null;
}

/** A single short word, or nothing but variables, is no identity. */
function isTelling(template: string, isThrown: boolean): boolean {
  const letters = template.replace(/[^\p{L}]/gu, '').length;
  return template.includes(' ') ? letters > 0 : !isThrown && letters >= LETTERS_OF_ONE_WORD;
}

function make(parts: string[], head: string, frames: string[]): Fingerprint {
  return { value: v5([FINGERPRINT_VERSION, ...parts].join('\n'), NAMESPACE), frames: frames.slice(0, FRAMES_SHOWN), head };
}

function traceOf(exception: ExceptionInfo): NormalFrame[] {
  const own = exception.frames.filter((frame) => frame.inApp === true);
  const frames = (own.length > 0 ? own : exception.frames).map(normalFrame).filter((frame) => frame.name !== '' || frame.file !== '');
  return withoutRecursion(frames);
}

/** How deep it went differs from event to event; the calls are the same. A cycle of up to six calls is kept once. */
function withoutRecursion(frames: readonly NormalFrame[]): NormalFrame[] {
  const kept: NormalFrame[] = [];
  for (const frame of frames) {
    kept.push(frame);
    for (let length = 1; length <= LONGEST_CYCLE && kept.length >= 2 * length; length++) {
      const last = kept.slice(-length);
      const before = kept.slice(-2 * length, -length);
      if (!last.every((one, i) => one.name === before[i]!.name && one.file === before[i]!.file)) continue;
      kept.splice(-length);
      break;
    }
  }
  return kept;
}

const DAY_OR_MONTH =
  /\b(?:mon|tue|wed|thu|fri|sat|sun|jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]{0,6}\b,?(?=\s+(?:\*|\d|(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]{0,6}\s))/giu;
/** Only where a host is expected: packages of Java look the same. */
const HOST = /(?<=[=(@]|\bfrom |\bhost )(?:[\w*-]+\.)+[a-z]{2,}\b/giu;
/** `1.2-3` has become `*.*-*`: how many there are says nothing. */
const RUN_OF_MASKS = /\*(?:[.:,;#_+-]{0,3}\*)+/gu;

/** Replaces numbers, ids, paths, addresses, quoted values and dates by `*`. Linear time. */
export function maskVariables(message: string): string {
  return message
    .slice(0, 500)
    .replace(/\b[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}\b/giu, '*')
    .replace(/https?:\/\/\S+/giu, '*')
    .replace(/\b[\w.+-]+@[\w-]+\.[\w.]+/gu, '*')
    .replace(/(?:\/[\w.@-]+){2,}\/?/gu, '*')
    .replace(/"[^"]*"|'[^']*'|`[^`]*`/gu, '*')
    .replace(/\b0x[0-9a-f]+\b|\b(?=[0-9a-f]*\d)[0-9a-f]{7,}\b/giu, '*')
    .replace(/[+-]?\d+(?:[.,:]\d+)*(?:ms|s|kb|mb|gb|%)?/giu, '*')
    .replace(HOST, '*')
    .replace(DAY_OR_MONTH, '*')
    .replace(RUN_OF_MASKS, '*')
    .replace(/\s+/gu, ' ')
    .trim();
}
