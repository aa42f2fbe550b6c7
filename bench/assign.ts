// npm run bench:assign: CPU of adding one report to a project of 1,000, 10,000 and 100,000, and how it grows.
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { assign } from '#domain/clustering/assign';
import { DEFAULT_BANDS } from '#domain/clustering/bounds';
import { KnownIndex } from '#domain/clustering/known-index';
import type { Report } from '#domain/report';
import { percentile, recordFigures } from './measurements-file.ts';

const SIZES = [1_000, 10_000, 100_000];
const TRIES = 100;
const WARM_UP = 30;
/** Crashes that are met again. */
const KEPT = 500;
/** As many different words as a project of this size has: they grow with the square root of the text (Heaps' law). */
const WORDS = 40_000;
const TITLE_WORDS = 7;
const BODY_WORDS = 60;

/** Deterministic, so that two runs measure the same. */
function generator(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  };
}

const random = generator(7);
/** Zipf: the n-th word is n times rarer than the first. */
const word = () => `w${Math.floor(WORDS ** random()).toString(36)}x`;
const text = (count: number) => Array.from({ length: count }, word).join(' ');

let next = 0;
function report(fields: Partial<Report>): Report {
  next += 1;
  const at = new Date(Date.UTC(2026, 0, 1) + next * 60_000).toISOString();
  return {
    ...{
      id: `r${next}`,
      projectId: 'bench',
      source: 'github',
      externalId: null,
      title: text(TITLE_WORDS),
      body: text(BODY_WORDS),
      kind: 'human',
    },
    ...{
      occurredAt: at,
      author: null,
      level: null,
      exceptions: [],
      senderGroup: null,
      url: null,
      status: 'open',
      trust: 'public_issue',
      metadata: {},
    },
    ...{ receivedAt: at, firstSeenAt: at, lastSeenAt: at, occurrences: 1, clusterId: null, evidence: null },
    ...fields,
  };
}
const issue = () => report({});
const crash = () => {
  const frames = Array.from({ length: 15 }, () => ({ function: `${word()}.${word()}`, file: null, line: null, inApp: null }));
  const type = `E${Math.floor(random() * 30)}`;
  return report({
    kind: 'machine',
    source: 'sentry',
    title: `${type}: ${text(4)}`,
    body: '',
    exceptions: [{ type, message: text(4), frames }],
  });
};
/** What was there already, met again. */
const again = (known: Report) => report({ ...known, id: `again${next}`, clusterId: null });

setFlagsFromString('--expose-gc');
const collectGarbage = runInNewContext('gc') as () => void;
function usedBytes(): number {
  collectGarbage();
  const { heapUsed, arrayBuffers } = process.memoryUsage();
  return heapUsed + arrayBuffers;
}

function add(known: KnownIndex, one: Report): number {
  const began = process.cpuUsage();
  const input = {
    reports: [one],
    known,
    vectors: new Map(),
    nearest: new Map(),
    space: null,
    bands: DEFAULT_BANDS,
    now: '',
    newClusterId: (id: string) => id,
  };
  const [decision] = assign(input);
  known.put({ ...one, clusterId: decision!.clusterId });
  const used = process.cpuUsage(began);
  return (used.user + used.system) / 1000;
}

const medians = new Map<string, number[]>();
const figures: { what: string; value: string; goal?: string }[] = [];
for (const size of SIZES) {
  const before = usedBytes();
  // Not kept: what was read of a report's words would be kept with it.
  const crashes: Report[] = [];
  const known = new KnownIndex();
  for (let i = 0; i < size; i++) {
    const one = i % 2 === 0 ? issue() : crash();
    known.put({ ...one, clusterId: `c${one.id}` });
    if (one.kind === 'machine' && i % Math.ceil(size / KEPT) < 2) crashes.push(one);
  }
  const bytes = usedBytes() - before;
  const kinds = {
    'a fingerprint that is known': () => again(crashes[Math.floor(random() * crashes.length)]!),
    'a new crash': crash,
    'an issue, by words': issue,
  };
  for (const [kind, make] of Object.entries(kinds)) {
    const times = Array.from({ length: TRIES + WARM_UP }, () => add(known, make())).slice(WARM_UP);
    medians.set(kind, [...(medians.get(kind) ?? []), percentile(times, 0.5)]);
    const goal = size === SIZES.at(-1) ? 'p50 ≤ 10 ms' : undefined;
    figures.push({
      what: `${kind}, among ${size.toLocaleString('en')}: p50 / p95`,
      value: `${percentile(times, 0.5).toFixed(2)} / ${percentile(times, 0.95).toFixed(2)} ms CPU`,
      goal,
    });
  }
  figures.push({ what: `memory of the index, ${size.toLocaleString('en')} reports`, value: `${(bytes / 2 ** 20).toFixed(0)} MB` });
}
for (const [kind, [a, b, c]] of medians) {
  const exponent = (from: number, to: number) => Math.log10(Math.max(to, 0.001) / Math.max(from, 0.001)).toFixed(2);
  figures.push({ what: `${kind}: growth exponent 1k → 10k → 100k`, value: `${exponent(a!, b!)}, ${exponent(b!, c!)}`, goal: '≤ 1' });
}
recordFigures({
  title: 'Adding one report',
  command: 'npm run bench:assign',
  about:
    'CPU of `assign` and of taking the report on, one report at a time, without vectors. Made-up texts of 67 words by Zipf’s law, half of them crashes with 15 frames.',
  figures,
});
