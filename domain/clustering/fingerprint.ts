import { v5 } from 'uuid';
import type { ExceptionInfo, Report, StackFrame } from '../report.ts';

export const FINGERPRINT_VERSION = 'fingerprint-1';
const NAMESPACE = '2f4e8d53-6d0f-5b0a-8f5e-7d3a1c9b2e64';

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
 * Type with message alone is never used when there is a trace: it joins different bugs.
 */
export function fingerprintOf(report: Pick<Report, 'kind' | 'title' | 'exceptions'>): Fingerprint | null {
  if (report.kind !== 'machine') return null;
  const thrown = report.exceptions.at(-1);
  const trace = thrown ? traceOf(thrown) : [];
  if (thrown && trace.length > 0) {
    const frames = trace.map((frame) => frame.name).reverse();
    return make(['trace', thrown.type, ...trace.map((frame) => `${frame.file}:${frame.name}`)], thrown.type, frames);
  }
  const template = maskVariables(thrown ? `${thrown.type}: ${thrown.message}` : report.title);
  return template.split(' ').length < 2 ? null : make(['template', template], template, []);
}

function make(parts: string[], head: string, frames: string[]): Fingerprint {
  return { value: v5([FINGERPRINT_VERSION, ...parts].join('\n'), NAMESPACE), frames: frames.slice(0, 8), head };
}

function traceOf(exception: ExceptionInfo): { file: string; name: string }[] {
  const own = exception.frames.filter((frame) => frame.inApp === true);
  const frames = (own.length > 0 ? own : exception.frames).map(normaliseFrame).filter((frame) => frame.name !== '' || frame.file !== '');
  // Recursion depth differs from event to event; the calls are the same.
  return frames.filter((frame, i) => i === 0 || frame.name !== frames[i - 1]!.name || frame.file !== frames[i - 1]!.file);
}

/** Takes out what differs between builds and machines: folders, hashes, generics, lambdas, line numbers. */
function normaliseFrame(frame: StackFrame): { file: string; name: string } {
  const file = (frame.file ?? '')
    .replace(/[?#].*$/u, '')
    .split(/[\\/]/u)
    .at(-1)!
    .replace(/[.-][0-9a-f]{6,}(?=\.)/giu, '');
  const name = (frame.function ?? '')
    .replace(/<[^<>]*>|\[[^[\]]*\]|\([^()]*\)/gu, '')
    .replace(/\$?\blambda\b.*$|\$\d+.*$|0x[0-9a-f]+/giu, '')
    .replace(/^(async|Object|Module|new)[ .]/u, '')
    .replace(/:\d+(:\d+)?$/u, '')
    .trim();
  return { file, name: /^(<?anonymous>?|\?|<unknown>)$/iu.test(name) ? '' : name };
}

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
    .replace(/\s+/gu, ' ')
    .trim();
}
