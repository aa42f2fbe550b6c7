import { beforeAll, describe, expect, it } from 'vitest';
import { crashWith, reportWith } from '#tests/report-builders';
import { createLocalEmbedder } from './embedder.ts';
import { createExtractiveSummarizer } from './summarizer.ts';

const embedder = createLocalEmbedder();
const dot = (a: Float32Array, b: Float32Array) => a.reduce((sum, value, i) => sum + value * b[i]!, 0);

describe('the local embedder', () => {
  beforeAll(() => embedder.warmUp());

  it('gives unit vectors of its space, in order, whatever the text', async () => {
    const reports = [
      reportWith({ title: '' }),
      reportWith({ title: '🙂' }),
      crashWith('TypeError', ['total', 'checkout']),
      reportWith({ title: 'Search is slow' }),
    ];
    const vectors = await embedder.embed(reports);

    expect(vectors).toHaveLength(4);
    for (const vector of vectors) {
      expect(vector).toHaveLength(embedder.space.dims);
      expect(dot(vector, vector)).toBeCloseTo(1, 4);
    }
    expect(await embedder.embed([reports[3]!])).toEqual([vectors[3]]);
  });

  it('finds two wordings of a bug closer than two bugs', async () => {
    const [charged, twice, slow] = await embedder.embed([
      reportWith({ title: 'Customer was charged two times', body: 'The card was billed twice for one order.' }),
      reportWith({ title: 'Double payment', body: 'I paid once and my card was billed twice.' }),
      reportWith({ title: 'Search is slow', body: 'It takes ten seconds to find a product.' }),
    ]);

    expect(dot(charged!, twice!)).toBeGreaterThan(dot(charged!, slow!) + 0.2);
  });

  it('reads of machine reports the words alone, which needs no model', async () => {
    const [vector] = await embedder.embed([crashWith('TypeError', ['total', 'checkout'])]);

    expect(vector!.subarray(0, 512).every((value) => value === 0)).toBe(true);
  });

  it('lets the process answer others between two batches, whoever else embeds', async () => {
    let turns = 0;
    const others = setInterval(() => turns++, 1);
    const reports = Array.from({ length: 12 }, (_, i) => reportWith({ title: `Order ${i} is shown twice in the list` }));

    await Promise.all([embedder.embed(reports), embedder.embed(reports), embedder.embed(reports)]);
    clearInterval(others);

    expect(turns).toBeGreaterThanOrEqual(6);
  });

  it('stops when it is asked to', async () => {
    await expect(embedder.embed([reportWith({ title: 'Slow' })], AbortSignal.abort(new Error('stop')))).rejects.toThrow('stop');
  });
});

describe('the extractive summarizer', () => {
  it('titles a cluster by the report in the middle of all', async () => {
    const reports = [
      reportWith({ title: 'Help!!', body: 'The card is charged twice at checkout.' }),
      reportWith({ title: 'Card charged twice at checkout', body: 'Two payments of 20 EUR for one order.' }),
      reportWith({ title: 'Checkout charges the card two times', body: 'One order, two payments.' }),
      reportWith({ title: 'Double charge on my card', body: 'Happens at the checkout.' }),
    ];
    const text = await createExtractiveSummarizer(embedder).summarize(reports);

    expect(text.title).toMatch(/charge/iu);
    expect(text.by).toBe('extractive');
    expect(text.summary.length).toBeGreaterThan(10);
    expect(text.summary.length).toBeLessThanOrEqual(300);
  });

  it('tells of crashes without the model', async () => {
    const unused = { space: embedder.space, embed: () => Promise.reject(new Error('not to be asked')) };

    expect((await createExtractiveSummarizer(unused).summarize([crashWith('TypeError', ['total', 'checkout'])])).title).toBe(
      'TypeError: it broke',
    );
  });
});
