import { describe, expect, it } from 'vitest';
import { reportWith } from '#tests/report-builders';
import type { Report } from '../report.ts';
import { assign } from './assign.ts';
import { DEFAULT_BANDS } from './bounds.ts';
import { KnownIndex } from './known-index.ts';
import { knownVectorsFor } from './near-prose.ts';

const say = (title: string, clusterId: string | null = null): Report => reportWith({ title, source: 'reddit', clusterId });
const vector = (...values: number[]) => Float32Array.from(values);
const vectorsOf = (reports: readonly Report[], one: Float32Array) => new Map(reports.map(({ id }) => [id, one]));

const DECLINED = [say('my card was declined again', 'card'), say('card got declined in a shop', 'card')];
const WEATHER = [say('is it going to rain tomorrow', 'weather'), say('rain in the afternoon', 'weather')];
const REFUSED = say('they refused my payment');
const near = new Map([[REFUSED.id, [{ id: DECLINED[0]!.id, cosine: 0.9, clusterId: 'card' }]]]);

describe('the known messages whose vectors are asked for', () => {
  const ask = (report: Report, known: readonly Report[], vectors = vectorsOf([report], vector(1, 0, 0))) =>
    knownVectorsFor([report], vectors, near, new KnownIndex(known));

  it('are those of clusters that are near by meaning or by words, the newest first', () => {
    expect(ask(REFUSED, [...DECLINED, ...WEATHER])).toEqual([DECLINED[1]!.id, DECLINED[0]!.id]);
    expect(ask(say('will there be rain'), [...DECLINED, ...WEATHER])).toEqual([WEATHER[1]!.id, WEATHER[0]!.id]);
  });

  it('are none for a report of code, or for one without a vector', () => {
    expect(ask(say('submitCart says my card was declined'), DECLINED)).toEqual([]);
    expect(ask(say('my card was declined'), DECLINED, new Map())).toEqual([]);
  });

  it('are so few that one message costs little, and of a large cluster the newest', () => {
    const large = Array.from({ length: 40 }, (_, i) => say(`card declined ${'again '.repeat(i % 5)}`, 'large'));
    const many = Array.from({ length: 300 }, (_, i) => say(`card declined in shop ${'abcdefgh'[i % 8]}`, `c${i}`));

    expect(ask(say('card declined'), large)).toEqual(
      large
        .slice(-10)
        .reverse()
        .map(({ id }) => id),
    );
    expect(ask(say('card declined'), many).length).toBeLessThanOrEqual(120);
  });

  it('leave the index as it was', () => {
    const index = new KnownIndex([...DECLINED, ...WEATHER]);

    knownVectorsFor([REFUSED], vectorsOf([REFUSED], vector(1, 0, 0)), near, index);

    expect([index.size, index.words.has(REFUSED.id)]).toEqual([4, false]);
  });
});

describe('a short message', () => {
  const decide = (report: Report, knownVectors: ReadonlyMap<string, Float32Array> | undefined, own = vector(1, 0, 0)) =>
    assign({
      reports: [report],
      known: [...DECLINED, ...WEATHER],
      vectors: vectorsOf([report], own),
      nearest: near,
      knownVectors,
      space: 'local/hybrid-2/3',
      bands: DEFAULT_BANDS,
      now: '2026-03-02T00:00:00.000Z',
      newClusterId: (first) => first,
    })[0]!;

  it('joins a known cluster that says the same in other words, by the one it is most like', () => {
    const knownVectors = new Map([
      [DECLINED[0]!.id, vector(0.9, 0.436, 0)],
      [DECLINED[1]!.id, vector(0.99, 0.141, 0)],
    ]);

    const { clusterId, evidence } = decide(REFUSED, knownVectors);

    expect(clusterId).toBe('card');
    expect(evidence).toMatchObject({ rule: 'meaning', version: 'prose-3', nearestReportId: DECLINED[1]!.id, bound: 0.54 });
    // 0.8 of the cosine above what is usual, and no word.
    expect(evidence.score).toBeCloseTo(0.8 * ((0.99 - 0.3) / 0.7) ** 1.2, 2);
  });

  it('is left to its words where the index has no vector of the others yet', () => {
    expect(decide(REFUSED, new Map())).toMatchObject({ opened: true });
    expect(decide(say('my card was declined again'), new Map())).toMatchObject({ clusterId: 'card', opened: false });
    expect(decide(say('my card was declined again'), undefined)).toMatchObject({ clusterId: 'card', opened: false });
  });
});

describe('short messages with numbers', () => {
  const decide = (titles: readonly string[]) => {
    const reports = titles.map((title) => say(title));
    return assign({
      reports,
      known: [],
      vectors: vectorsOf(reports, vector(1, 0, 0)),
      nearest: new Map(),
      space: 'local/hybrid-2/3',
      bands: DEFAULT_BANDS,
      now: '2026-03-02T00:00:00.000Z',
      newClusterId: (first) => first,
    }).map(({ clusterId }) => clusterId);
  };

  it('are one where the numbers are, and never where the codes differ', () => {
    const [first, same, other] = decide(['the page says error 404', 'error 404 on your page', 'I get a 500 when paying']);

    expect(same).toBe(first);
    expect(other).not.toBe(first);
  });

  it('may name any sum, hour or day', () => {
    expect(new Set(decide(['move $1,200 to my savings', 'move $50 to my savings'])).size).toBe(1);
    expect(new Set(decide(['wake me at 7:30am please', 'wake me at 11:15 please'])).size).toBe(1);
  });
});
