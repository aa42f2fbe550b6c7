import type { ExceptionInfo, StackFrame } from '../../report.ts';
import { framesOfText } from '../stack-text.ts';
import { cleanLine, cleanText } from '../text.ts';
import { Frames, listOfText, type PostHogException, type PostHogFrame, type PostHogProperties } from './schema.ts';

const MOST_EXCEPTIONS = 5;
const MOST_FRAMES = 100;

/**
 * PostHog begins its list with what was caught and ends it with the first cause; ours ends with what was caught. Frames end with the
 * throwing one in both. Libraries before the list sent one exception with its trace as text, or as JSON in a text.
 */
export function exceptionsOf(properties: PostHogProperties): ExceptionInfo[] {
  const listed = properties.$exception_list.filter((value) => value.type || value.value || value.stacktrace);
  if (listed.length > 0) return listed.slice(0, MOST_EXCEPTIONS).toReversed().map(exceptionOf);
  const type = properties.$exception_type ?? properties.$exception_types;
  const message = properties.$exception_message ?? properties.$exception_values;
  const raw = properties.$exception_stack_trace_raw;
  if (!type && !message && !raw) return [];
  return [{ type: cleanLine(type || 'Error', 200), message: cleanText(message ?? '', 2000), frames: rawFrames(raw) }];
}

function exceptionOf({ type, value, stacktrace }: PostHogException): ExceptionInfo {
  return {
    type: cleanLine(type || 'Error', 200),
    message: cleanText(value ?? '', 2000),
    frames: (stacktrace?.frames ?? []).slice(-MOST_FRAMES).map(frameOf),
  };
}

function rawFrames(raw: unknown): StackFrame[] {
  const listed = listOfText(raw);
  if (Array.isArray(listed)) return Frames.parse(listed).slice(-MOST_FRAMES).map(frameOf);
  return typeof listed === 'string' ? framesOfText(listed) : [];
}

function frameOf(frame: PostHogFrame): StackFrame {
  const name = frame.resolved_name || frame.function || frame.mangled_name;
  const file = frame.source || frame.filename || frame.module || frame.abs_path;
  const line = frame.line ?? frame.lineno ?? null;
  return {
    function: name ? cleanLine(name, 300) : null,
    file: file ? cleanLine(file, 300) : null,
    line: Number.isSafeInteger(line) ? line : null,
    inApp: frame.in_app ?? null,
  };
}
