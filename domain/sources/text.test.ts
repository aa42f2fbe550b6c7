import { describe, expect, it } from 'vitest';
import { cleanLine, cleanText, firstLine, identityOf, isoTime } from './text.ts';

const received = '2026-03-02T12:00:00.000Z';

describe('isoTime', () => {
  it.each([
    ['seconds', 1_772_443_204.221],
    ['milliseconds', 1_772_443_204_221],
    ['seconds as text', '1772443204.221'],
    ['milliseconds as text', '1772443204221'],
    ['ISO text', '2026-03-02T09:20:04.221000Z'],
    ['another zone', '2026-03-02T11:20:04.221+02:00'],
    ['no zone, which is UTC', '2026-03-02 09:20:04.221'],
  ])('reads %s', (_what, value) => {
    expect(isoTime(value, received)).toBe('2026-03-02T09:20:04.221Z');
  });

  it.each([
    null,
    undefined,
    '',
    'NaN',
    'yesterday',
    '9999-99-99',
    Number.NaN,
    Infinity,
    -1,
    0,
    1e300,
    '1e300',
    '99999999999999999999',
    '-5',
    'disk 5',
    'Monitor 12',
    '20261',
  ])('takes %s for no time at all', (value) => {
    expect(isoTime(value, received)).toBe(received);
  });

  it('believes no time before 2000, nor one that is a day ahead', () => {
    expect(isoTime('1999-12-31T23:59:59Z', received)).toBe(received);
    expect(isoTime('2026-03-03T12:00:01Z', received)).toBe(received);
    expect(isoTime('2026-03-03T11:59:59Z', received)).toBe('2026-03-03T11:59:59.000Z');
  });
});

describe('a line', () => {
  it('of blanks without a width is empty', () => {
    expect(firstLine(200, '\u200b\u200b', '\u2060', 'Export hangs')).toBe('Export hangs');
  });

  it('keeps joined emoji and other scripts, and reads in the order it has', () => {
    expect(cleanLine('👩\u200d💻 می\u200cخواهم', 200)).toBe('👩\u200d💻 می\u200cخواهم');
    expect(cleanText('exe\u202egpj.\u2066x\u2069', 200)).toBe('exegpj.x');
  });
});

describe('identityOf', () => {
  it('tells long identities apart that begin alike', () => {
    const [one, other] = ['1', '2'].map((end) => identityOf(`monitor:7:${'host:a,'.repeat(60)}${end}`)!);

    expect(one).not.toBe(other);
    expect(one!.length).toBeLessThanOrEqual(256);
    expect(identityOf(`monitor:7:${'host:a,'.repeat(60)}1`)).toBe(one);
  });

  it('keeps short ones as they are, without what no store takes', () => {
    expect(identityOf('SHOP-API-1F')).toBe('SHOP-API-1F');
    expect(identityOf('a\u0000b\ud800')).toBe('ab\ufffd');
    expect([identityOf(' \n'), identityOf(null)]).toEqual([null, null]);
  });
});
