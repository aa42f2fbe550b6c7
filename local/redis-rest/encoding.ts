import { ErrorReply } from 'redis';

/** A reply as node-redis gives it under RESP2 with bulk strings as Buffers; status lines stay strings. */
export type RawReply = string | Buffer | number | null | ErrorReply | RawReply[];
export type RestValue = string | number | null | RestValue[];

/**
 * One reply in Upstash's JSON. With `base64` every string is base64 of its bytes, save the status line OK;
 * without it bytes that are not UTF-8 are replaced.
 */
export function encodeReply(reply: RawReply, base64: boolean): RestValue {
  if (reply === null || typeof reply === 'number') return reply;
  if (Array.isArray(reply)) return reply.map((item) => encodeReply(item, base64));
  if (Buffer.isBuffer(reply)) return reply.toString(base64 ? 'base64' : 'utf8');
  const text = reply instanceof ErrorReply ? reply.message : reply;
  return base64 && text !== 'OK' ? Buffer.from(text).toString('base64') : text;
}
