import { MalformedPayloadError } from './errors.ts';

/**
 * Bounds of a body that is read as JSON. Vendors' largest events stay below: three chained exceptions of 250 frames, each with its twenty
 * fields and the same again as it was before source maps, are some 30,000 keys.
 */
const MOST = { depth: 64, keys: 60_000, values: 120_000 } as const;

const QUOTE = 0x22;
const BACKSLASH = 0x5c;

/**
 * JSON.parse within bounds, so that whatever walks the value afterwards has little to walk. Pure, linear.
 * @throws {MalformedPayloadError} not JSON, or nested deeper than 64, or of more than 60,000 keys or 120,000 values; never quotes the text
 */
export function parseBoundedJson(text: string): unknown {
  const size = measure(text);
  if (size.depth > MOST.depth) throw new MalformedPayloadError(`The body is nested deeper than ${MOST.depth} levels.`);
  if (size.keys > MOST.keys) throw new MalformedPayloadError('The body has more than 60,000 keys.');
  if (size.values > MOST.values) throw new MalformedPayloadError('The body has more than 120,000 values.');
  try {
    return JSON.parse(text);
  } catch {
    throw new MalformedPayloadError('The body is not JSON.');
  }
}

/** Counted on the text: a value too deep is never built. What is no JSON at all is measured too, and refused by the parser. */
function measure(text: string): { depth: number; keys: number; values: number } {
  let depth = 0;
  const most = { depth: 0, keys: 0, values: 0 };
  for (let at = 0; at < text.length; at += 1) {
    switch (text.charCodeAt(at)) {
      case QUOTE:
        at = endOfString(text, at);
        break;
      case 0x5b: // [
      case 0x7b: // {
        depth += 1;
        if (depth > most.depth) most.depth = depth;
        break;
      case 0x5d: // ]
      case 0x7d: // }
        depth -= 1;
        break;
      case 0x3a: // :
        most.keys += 1;
        break;
      case 0x2c: // ,
        most.values += 1;
        break;
    }
  }
  return most;
}

function endOfString(text: string, start: number): number {
  let end = text.indexOf('"', start + 1);
  while (end !== -1) {
    let before = end - 1;
    while (text.charCodeAt(before) === BACKSLASH) before -= 1;
    if ((end - before) % 2 === 1) return end;
    end = text.indexOf('"', end + 1);
  }
  return text.length;
}
