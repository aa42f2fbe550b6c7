import { randomFillSync } from 'node:crypto';

const POOL_BYTES = 8_192;
const pool = Buffer.alloc(POOL_BYTES);
let used = POOL_BYTES;

/** Random bytes of their own, drawn from the system's generator in large draughts: one draught for each delivery costs more than its seal. */
export function randomBytesPooled(size: number): Buffer {
  if (used + size > POOL_BYTES) {
    randomFillSync(pool);
    used = 0;
  }
  const bytes = Buffer.from(pool.subarray(used, used + size));
  // What was given away is not left behind.
  pool.fill(0, used, used + size);
  used += size;
  return bytes;
}
