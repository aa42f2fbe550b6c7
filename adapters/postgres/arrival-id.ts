import { v7 } from 'uuid';
import { randomBytesPooled } from './random-pool.ts';

let lastMs = 0;
let sequence = 0;

/** UUIDv7 whose order is that of the calls, within a millisecond and over a clock that goes back too. */
export function arrivalId(): string {
  lastMs = Math.max(lastMs, Date.now());
  sequence = (sequence + 1) >>> 0;
  return v7({ msecs: lastMs, seq: sequence, random: randomBytesPooled(16) });
}
