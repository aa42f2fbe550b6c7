import { describe, expect, it } from 'vitest';
import { linesOf } from './lines.ts';

async function* cut(text: string | Buffer, size: number): AsyncGenerator<Buffer> {
  const bytes = Buffer.from(text);
  for (let from = 0; from < bytes.length; from += size) yield bytes.subarray(from, from + size);
}
const lines = async (text: string | Buffer, size = 7, max = 20) =>
  (await Array.fromAsync(linesOf(cut(text, size), max))).map(({ number, bytes }) => [number, bytes && bytes.toString()]);

describe('lines of a body', () => {
  it.each([1, 2, 3, 1000])('are the same when it arrives in pieces of %d bytes', async (size) => {
    expect(await lines('one\ntwo ☕\n\n  \t\r\nfive\r\n\nseven', size)).toEqual([
      [1, 'one'],
      [2, 'two ☕'],
      [5, 'five'],
      [7, 'seven'],
    ]);
  });

  it('may begin with a byte order mark, which is part of any other line', async () => {
    expect(await lines('\ufeffa\n\ufeffb')).toEqual([
      [1, 'a'],
      [2, '\ufeffb'],
    ]);
    expect(await lines('\ufeff\n\ufeff')).toEqual([[2, '\ufeff']]);
  });

  it('are passed over where they are too long, and the next one is whole', async () => {
    expect(await lines(`${'x'.repeat(21)}\nok\n${'y'.repeat(20)}\n${'z'.repeat(100)}`)).toEqual([
      [1, null],
      [2, 'ok'],
      [3, 'y'.repeat(20)],
      [4, null],
    ]);
  });

  it('of nothing are none', async () => {
    expect(await lines('')).toEqual([]);
    expect(await lines('\n\r\n')).toEqual([]);
  });

  it('of a body that breaks off are those that were whole', async () => {
    async function* broken() {
      yield Buffer.from('one\ntw');
      throw new Error('aborted');
    }
    const seen: number[] = [];

    const reading = (async () => {
      for await (const { number } of linesOf(broken(), 20)) seen.push(number);
    })();

    await expect(reading).rejects.toThrow('aborted');
    expect(seen).toEqual([1]);
  });
});
