import type { ExceptionInfo, StackFrame } from '../../report.ts';
import { cleanLine, cleanText } from '../text.ts';
import type { SentryEvent, SentryException, SentryFrame } from './schema.ts';

const MOST_EXCEPTIONS = 5;
const MOST_FRAMES = 100;

/** What was thrown; where nothing was, the place that `said` it, if the event has that. */
export function exceptionsOfEvent(event: SentryEvent, said: string | null | undefined): ExceptionInfo[] {
  const thrown = exceptionsOf(event.exception ?? []);
  if (thrown.length > 0) return thrown;
  const threads = event.threads?.values ?? [];
  const thread = threads.find(({ crashed }) => crashed) ?? threads.find(({ current }) => current);
  const stacktrace = event.stacktrace ?? thread?.stacktrace;
  if (!stacktrace || stacktrace.frames.length === 0) return [];
  return exceptionsOf([{ type: event.metadata?.type || 'Message', value: event.metadata?.value ?? said ?? event.title, stacktrace }]);
}

/** The chain as sent: outermost cause first, and in each the throwing frame last. The last ones are kept, nearest to what went wrong. */
export function exceptionsOf(values: readonly SentryException[]): ExceptionInfo[] {
  return values
    .filter((value) => value.type || value.value || value.stacktrace)
    .slice(-MOST_EXCEPTIONS)
    .map((value) => ({
      type: cleanLine(value.type || 'Error', 200),
      message: cleanText(value.value ?? '', 2000),
      frames: (value.stacktrace?.frames ?? []).slice(-MOST_FRAMES).map(frameOf),
    }));
}

function frameOf(frame: SentryFrame): StackFrame {
  const file = frame.filename || frame.module || frame.abs_path || frame.absPath || frame.package;
  const line = frame.lineno ?? frame.lineNo;
  return {
    function: frame.function ? cleanLine(frame.function, 300) : null,
    file: file ? cleanLine(file, 300) : null,
    line: line !== undefined && Number.isSafeInteger(line) ? line : null,
    inApp: frame.in_app ?? frame.inApp ?? null,
  };
}
