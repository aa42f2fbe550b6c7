import type { ExceptionInfo, StackFrame } from '../report.ts';
import { cleanLine, cleanText, cut } from './text.ts';

/*
 * Stack traces that come as text: JavaScript, Java, .NET, Python and Firefox. Pure, and linear: so many lines, each cut before it is read.
 */
const MOST_CHARS = 200_000;
const MOST_LINES = 3000;
const MOST_LINE_CHARS = 1000;
const MOST_FRAMES = 100;

const AT = /^\s{0,20}at (?:async )?(?:new )?(\S.{0,300}?) \((\S.{0,400}?):(\d{1,9})(?::\d{1,9})?\)\s{0,5}$/u;
const AT_PLACE = /^\s{0,20}at (?:async )?(\S{1,400}?):(\d{1,9}):\d{1,9}\s{0,5}$/u;
const JAVA = /^\s{0,20}at ([\w.$<>/@-]{1,300})\(([^\s():]{1,200}|Native Method|Unknown Source)(?::(\d{1,9}))?\)/u;
const DOT_NET = /^\s{0,20}at ([^()]{1,300})\([^)]{0,300}\)(?: in (.{1,400}):line (\d{1,9}))?\s{0,5}$/u;
const PYTHON = /^\s{0,40}File "([^"]{1,400})", line (\d{1,9})(?:, in (.{1,300}))?$/u;
const FIREFOX = /^([^@\s]{0,300})@(\S{1,400}?):(\d{1,9})(?::\d{1,9})?$/u;
const HEAD = /^(?:Caused by: |Exception in thread "[^"]{0,100}" |Uncaught )?([\p{L}_$][\w.$]{0,199}): ?(.{0,900})$/u;
/** A word of a log line that names what was thrown. */
const THROWN = /^[\w.$]{0,190}(?:Exception|Error|Throwable)(?=:?$)/u;
const MOST_WORDS = 40;
/** What somebody else wrote: no part of the program that failed. */
const LIBRARY =
  /(?:^|[/\\])(?:node_modules|site-packages|dist-packages|vendor)[/\\]|^node:|^internal\/|^(?:java|javax|jdk|sun|kotlin|System|Microsoft)\./u;

/** Frames of a trace in our order, the throwing one last, at most the hundred nearest to it; empty where the text holds none. */
export function framesOfText(text: string): StackFrame[] {
  return read(text).frames;
}

/** The exception that a log line or trace tells of, or null where it has no frames. */
export function exceptionOfText(text: string): ExceptionInfo | null {
  const { frames, head } = read(text);
  if (frames.length === 0) return null;
  return { type: cleanLine(head?.type ?? 'Error', 200), message: cleanText(head?.message ?? '', 2000), frames };
}

interface Trace {
  frames: StackFrame[];
  head: { type: string; message: string } | null;
}

function read(text: string): Trace {
  const lines = cut(text, MOST_CHARS).split('\n', MOST_LINES);
  const frames: StackFrame[] = [];
  let python = false;
  let head: Trace['head'] = null;
  let headIsFinal = false;
  for (const raw of lines) {
    const line = cut(raw, MOST_LINE_CHARS).trimEnd();
    const frame = pythonFrame(line) ?? otherFrame(line);
    if (frame) {
      python ||= PYTHON.test(line);
      frames.push(frame);
      continue;
    }
    // Above its frames, where it says what was thrown; below them in Python.
    const found: Trace['head'] = headIsFinal ? null : headOf(line);
    if (!found) continue;
    if (frames.length === 0) head = found;
    else if (python) [head, headIsFinal] = [found, true];
    else break; // The cause of a cause follows: the first trace is what was thrown.
  }
  return { frames: (python ? frames : frames.reverse()).slice(-MOST_FRAMES), head };
}

/** What a line says was thrown, also behind the time, the level and the logger of a log line. */
function headOf(line: string): Trace['head'] {
  // What is indented is a line of the program.
  const words = line.startsWith(' ') ? [] : line.split(' ', MOST_WORDS);
  const at = words.findIndex((word) => THROWN.test(word));
  if (at > 0) return { type: THROWN.exec(words[at]!)![0], message: cut(words.slice(at + 1).join(' '), 900) };
  const found = HEAD.exec(line);
  return found && { type: found[1]!, message: found[2]! };
}

function pythonFrame(line: string): StackFrame | null {
  const found = PYTHON.exec(line);
  return found && frameOf(found[3], found[1], found[2]);
}

function otherFrame(line: string): StackFrame | null {
  const at = AT.exec(line);
  if (at) return frameOf(at[1], at[2], at[3]);
  const place = AT_PLACE.exec(line);
  if (place) return frameOf(null, place[1], place[2]);
  const java = JAVA.exec(line);
  if (java) return frameOf(java[1], java[2], java[3]);
  const dotNet = DOT_NET.exec(line);
  if (dotNet) return frameOf(dotNet[1], dotNet[2], dotNet[3]);
  const firefox = FIREFOX.exec(line);
  return firefox && frameOf(firefox[1], firefox[2], firefox[3]);
}

function frameOf(name: string | null | undefined, file: string | undefined, line: string | undefined): StackFrame {
  return {
    function: name ? cleanLine(name, 300) : null,
    file: file ? cleanLine(file, 300) : null,
    line: line ? Number(line) : null,
    inApp: LIBRARY.test(file ?? '') || LIBRARY.test(name ?? '') ? false : null,
  };
}
