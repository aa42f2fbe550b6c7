import type { StackFrame } from '../report.ts';

export interface NormalFrame {
  /** File name without folders and build hashes. */
  file: string;
  /** Function without what differs between builds and runs; empty for lambdas and minified names. */
  name: string;
}

const LONGEST = 300;
const HEX_HASH = /[.-][0-9a-f]{6,}(?=\.)/giu;
/** Bundlers' base-62 hashes: eight characters or more before the extension, with a digit or mixed case, e.g. `index-BxY12kz9.js`. */
const BUNDLE_HASH = /[.-](?=[\w-]*(?:\d|[a-z][A-Z]|[A-Z][a-z]))[\w]{8,}(?=\.(?:m?js|css)$)/u;
const SCRIPT = /\.(?:m|c)?jsx?$/iu;
const NAMELESS = /^(?:0x0|0|<?anonymous(?: function)?>?|<module>|<lambda>|<unknown>|\?|lambda|\{closure\}|block_invoke)$/iu;

/** A frame as it is in every build and on every machine: no folders, hashes, generics, arguments, lambda numbers, addresses, lines. Pure. */
export function normalFrame(frame: StackFrame): NormalFrame {
  const file = fileName(frame.file ?? '');
  const name = functionName(frame.function ?? '');
  return { file, name: isMinified(name, file) ? '' : name };
}

function fileName(path: string): string {
  const last = path
    .slice(-LONGEST)
    .replace(/[?#].*$/u, '')
    .split(/[\\/]/u)
    .at(-1)!;
  return last.replace(HEX_HASH, '').replace(BUNDLE_HASH, '');
}

function functionName(raw: string): string {
  let name = withoutRuntime(raw.slice(0, LONGEST).trim());
  if (NAMELESS.test(name)) return '';
  // Generics nest: innermost first until none is left. Each round takes a level, and levels are few.
  for (let before = ''; before !== name && before.length < LONGEST;) {
    before = name;
    name = name.replace(/(?<=[\w>`\])])<[^<>]*>/gu, '').replace(/(?<=[\w`])\[[^[\]]*\]/gu, '');
  }
  name = name
    // Arguments at the end, as in C++ and C#; `(*Server)` of Go stands in the middle and stays.
    .replace(/\s*\([^()]*\)(?:\s*const)?$/u, '')
    .replace(/::h[0-9a-f]{16}$/u, '')
    .replace(/\b0x[0-9a-f]+\b/giu, '')
    .replace(/(?:[$.]|\b)(?:lambda[$-]?[\w$-]*|func\d+(?:\.\d+)*|\$?anonfun[\w$]*)$/iu, '')
    .replace(/^__\d+(?=[-+])|_block_invoke(?:_\d+)?$/gu, '')
    .replace(/\$\d+(?=$|[.$])/gu, '')
    .replace(/^(?:async|new|static|get|set) |^(?:Object|Module|global|window|exports)\.|^\?\./u, '')
    .replace(/(?::\d+){1,2}$/u, '')
    .trim();
  return NAMELESS.test(name) ? '' : name;
}

/** `(wrapper managed-to-native) X`, as the runtime puts around calls; those it makes up itself have no name in the source. */
const WRAPPER = /^\((wrapper [\w-]+)\) (?=\S)/u;
const MADE_UP = /^wrapper (?:delegate-|runtime-|unknown)/u;
/** Distance into a native function. */
const NATIVE_OFFSET = / \+ (?:0x)?[0-9a-f]+$/iu;

function withoutRuntime(raw: string): string {
  const wrapper = WRAPPER.exec(raw);
  if (wrapper && MADE_UP.test(wrapper[1]!)) return wrapper[1]!.slice('wrapper '.length);
  const name = wrapper ? raw.slice(wrapper[0].length).replace(/:(?=\.?\w+$)/u, '.') : raw;
  return name.replace(NATIVE_OFFSET, '');
}

/** One or two letters in a script are a minifier's, and another build gives them to another function. */
function isMinified(name: string, file: string): boolean {
  return SCRIPT.test(file) && name !== '' && name.split('.').every((part) => part.length <= 2);
}
