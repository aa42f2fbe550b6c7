import { KERNEL_BASE64 } from './kernel.ts';

/** Unit vectors of one length, in rows. Scores are cosines, -1..1 but for rounding. */
export interface Scanner {
  readonly count: number;
  /** Writes a vector to a row, at most one past the last; it is kept at length 1 (a zero vector stays zero). */
  set(row: number, vector: Float32Array): void;
  /** Fills the gap with the last row. */
  remove(row: number): void;
  /** One cosine per row, of the first `rows` where given. The array is good until the next call. */
  scan(query: Float32Array, rows?: number): Float32Array;
}

const FLOATS = 16;
const padded = (dims: number) => Math.ceil(dims / FLOATS) * FLOATS;

/** Copies at length 1, in double precision; Upstash compares by angle alone. */
function writeUnit(target: Float32Array, offset: number, vector: Float32Array): void {
  let squares = 0;
  for (const value of vector) squares += value * value;
  const scale = squares > 0 ? 1 / Math.sqrt(squares) : 0;
  for (let i = 0; i < vector.length; i++) target[offset + i] = vector[i]! * scale;
}

interface Kernel {
  /** Grows by pages of 64 KiB. */
  memory: { buffer: ArrayBuffer; grow(pages: number): number };
  scan(query: number, row: number, n: number, stride: number, out: number): void;
}

/** As much of the WebAssembly API as is used: its types come with the DOM's only. */
declare const WebAssembly: {
  Module: new (bytes: Uint8Array) => object;
  Instance: new (module: object) => { exports: unknown };
};

let compiled: object | undefined;
function instantiate(): Kernel {
  compiled ??= new WebAssembly.Module(Uint8Array.from(atob(KERNEL_BASE64), (sign) => sign.charCodeAt(0)));
  return new WebAssembly.Instance(compiled).exports as Kernel;
}

/** True where this machine runs the SIMD kernel. */
export function simdWorks(): boolean {
  try {
    instantiate();
    return true;
  } catch {
    return false;
  }
}

/** Layout of the kernel's memory: the query, the rows, and after the room for rows the scores. */
export function createSimdScanner(dims: number): Scanner {
  const kernel = instantiate();
  const width = padded(dims);
  const stride = width * 4;
  let capacity = 0;
  let count = 0;
  let floats = new Float32Array(kernel.memory.buffer);

  function reserve(rows: number): void {
    if (rows <= capacity) return;
    capacity = Math.max(rows, capacity * 2, 64);
    const bytes = stride * (capacity + 1) + capacity * 4;
    const missing = Math.ceil((bytes - kernel.memory.buffer.byteLength) / 65_536);
    if (missing > 0) kernel.memory.grow(missing);
    floats = new Float32Array(kernel.memory.buffer);
    // What were scores before is room for rows now, and padding must be zero.
    floats.fill(0, width * (count + 1));
  }

  return {
    get count() {
      return count;
    },
    set(row, vector) {
      reserve(row + 1);
      count = Math.max(count, row + 1);
      writeUnit(floats, width * (row + 1), vector);
    },
    remove(row) {
      floats.copyWithin(width * (row + 1), width * count, width * (count + 1));
      count--;
    },
    scan(query, rows = count) {
      reserve(1);
      writeUnit(floats, 0, query);
      const out = stride * (capacity + 1);
      kernel.scan(0, stride, rows, stride, out);
      return new Float32Array(kernel.memory.buffer, out, rows);
    },
  };
}

/** The same sums in the same order without SIMD: identical to the last bit, about seven times slower. */
export function createPlainScanner(dims: number): Scanner {
  const width = padded(dims);
  const query = new Float32Array(width);
  const lanes = new Float32Array(FLOATS);
  let rows = new Float32Array(width * 64);
  let count = 0;

  function dot(start: number): number {
    lanes.fill(0);
    for (let i = 0; i < width; i += FLOATS) {
      for (let lane = 0; lane < FLOATS; lane++) {
        lanes[lane] = lanes[lane]! + Math.fround(query[i + lane]! * rows[start + i + lane]!);
      }
    }
    for (let lane = 0; lane < 4; lane++) {
      lanes[lane] = Math.fround(lanes[lane]! + lanes[lane + 4]!) + Math.fround(lanes[lane + 8]! + lanes[lane + 12]!);
    }
    return Math.fround(lanes[0]! + lanes[1]!) + Math.fround(lanes[2]! + lanes[3]!);
  }

  return {
    get count() {
      return count;
    },
    set(row, vector) {
      count = Math.max(count, row + 1);
      if (rows.length < width * count) {
        const wider = new Float32Array(width * count * 2);
        wider.set(rows);
        rows = wider;
      }
      writeUnit(rows, width * row, vector);
    },
    remove(row) {
      rows.copyWithin(width * row, width * (count - 1), width * count);
      count--;
    },
    scan(vector, among = count) {
      writeUnit(query, 0, vector);
      return Float32Array.from({ length: among }, (_, row) => dot(width * row));
    },
  };
}

/** The fastest one that this machine runs. Both give the same to the last bit. */
export function createScanner(dims: number): Scanner {
  return simdWorks() ? createSimdScanner(dims) : createPlainScanner(dims);
}

/**
 * Every pair of a batch once: for each vector its cosines with all before it. The array is good until the next one.
 * @param scanner empty, of the vectors' length
 * @param from the first so many are not held against each other
 */
export function* allPairs(
  vectors: readonly Float32Array[],
  scanner: Scanner,
  from = 0,
): Generator<{ row: number; before: Float32Array }, undefined> {
  for (const [row, vector] of vectors.entries()) {
    if (row >= from) yield { row, before: scanner.scan(vector, row) };
    scanner.set(row, vector);
  }
}
