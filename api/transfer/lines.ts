import type { Readable } from 'node:stream';
import { UnreadableRequestError } from '#domain/errors';
import { within } from '../infra/deadline.ts';

/** One line of a body; `bytes` null: longer than allowed, and passed over. */
export interface Line {
  /** From 1; blank lines count. */
  number: number;
  bytes: Buffer | null;
}

const NEWLINE = 0x0a;
const CARRIAGE_RETURN = 0x0d;
const BYTE_ORDER_MARK = Buffer.from([0xef, 0xbb, 0xbf]);

/**
 * Cuts a body into lines as it arrives and holds one at a time, however long it is. Blank lines are left out; a last line needs no end,
 * a line may end as on Windows, and a byte order mark at the start is none of the first line's.
 */
export async function* linesOf(body: AsyncIterable<Buffer>, maxLineBytes: number): AsyncGenerator<Line> {
  let number = 1;
  let parts: Buffer[] = [];
  let sizeBytes = 0;
  const take = (): Line | null => {
    const whole = sizeBytes > maxLineBytes ? null : trimmed(Buffer.concat(parts), number === 1);
    const line = whole !== null && isBlank(whole) ? null : { number, bytes: whole };
    number += 1;
    parts = [];
    sizeBytes = 0;
    return line;
  };
  for await (const chunk of body) {
    let from = 0;
    for (let end = chunk.indexOf(NEWLINE); end !== -1; end = chunk.indexOf(NEWLINE, from)) {
      add(chunk.subarray(from, end));
      const line = take();
      if (line) yield line;
      from = end + 1;
    }
    // Copied: a part of a chunk would keep the whole of it in memory.
    add(Buffer.from(chunk.subarray(from)));
  }
  const last = sizeBytes > 0 ? take() : null;
  if (last) yield last;

  function add(part: Buffer): void {
    sizeBytes += part.length;
    if (sizeBytes > maxLineBytes) parts = [];
    else if (part.length > 0) parts.push(part);
  }
}

function trimmed(line: Buffer, first: boolean): Buffer {
  const from = first && line.subarray(0, 3).equals(BYTE_ORDER_MARK) ? 3 : 0;
  return line.subarray(from, line.at(-1) === CARRIAGE_RETURN ? -1 : undefined);
}

function isBlank(line: Buffer): boolean {
  return line.every((byte) => byte === 0x20 || byte === 0x09 || byte === CARRIAGE_RETURN);
}

/**
 * The body, as long as it moves. It is left where its reader stops.
 * @throws {UnreadableRequestError} its sender went away, or nothing came for so long that was waited for; then it is ended
 */
export async function* whileItMoves(body: Readable, idleMs: number): AsyncGenerator<Buffer> {
  const chunks = body[Symbol.asyncIterator]() as AsyncIterator<Buffer>;
  const late = Symbol('late');
  const brokenOff = (cause: unknown): never => {
    throw new UnreadableRequestError('The body broke off.', { cause });
  };
  for (;;) {
    const next = await within(chunks.next().catch(brokenOff), idleMs, late);
    if (next === late) {
      body.destroy();
      throw new UnreadableRequestError('The body stopped coming.');
    }
    if (next.done) return;
    yield next.value;
  }
}
