import { describe, expect, it } from 'vitest';
import { exceptionOfText, framesOfText } from './stack-text.ts';

const names = (text: string) => framesOfText(text).map((frame) => frame.function);

describe('a stack trace as text', () => {
  it('of JavaScript', () => {
    const text = [
      'TypeError: total is undefined',
      '    at sum (/srv/shop/cart.js:12:7)',
      '    at async checkout (/srv/shop/node_modules/express/router.js:40:3)',
      '    at /srv/shop/server.js:8:1',
    ].join('\n');

    expect(exceptionOfText(text)).toEqual({
      type: 'TypeError',
      message: 'total is undefined',
      frames: [
        { function: null, file: '/srv/shop/server.js', line: 8, inApp: null },
        { function: 'checkout', file: '/srv/shop/node_modules/express/router.js', line: 40, inApp: false },
        { function: 'sum', file: '/srv/shop/cart.js', line: 12, inApp: null },
      ],
    });
  });

  it('of Java, up to its cause', () => {
    const text = [
      '2026-03-02 09:20:04 ERROR checkout failed',
      'shop.CartException: no price for 7',
      '\tat shop.Cart.total(Cart.java:31)',
      '\tat java.base/java.lang.Thread.run(Thread.java:840)',
      '\t... 12 more',
      'Caused by: java.io.IOException: reset',
      '\tat shop.Net.read(Net.java:9)',
    ].join('\n');

    expect(exceptionOfText(text)).toMatchObject({
      type: 'shop.CartException',
      message: 'no price for 7',
      frames: [{ function: 'java.base/java.lang.Thread.run' }, { function: 'shop.Cart.total', file: 'Cart.java', line: 31 }],
    });
  });

  it('of Python, whose last line says what was thrown', () => {
    const text = [
      'Traceback (most recent call last):',
      '  File "/srv/shop/app.py", line 8, in main',
      '    total(cart)',
      '  File "/srv/shop/cart.py", line 3, in total',
      '    return cart["price"]',
      "KeyError: 'price'",
    ].join('\n');

    expect(exceptionOfText(text)).toMatchObject({ type: 'KeyError', message: "'price'" });
    expect(names(text)).toEqual(['main', 'total']);
  });

  it('of Python, whatever the program says of errors', () => {
    const text = ['Traceback', '  File "/srv/a.py", line 8, in main', '    raise ValueError', 'shop.CartError: no price'].join('\n');

    expect(exceptionOfText(text)).toMatchObject({ type: 'shop.CartError', message: 'no price' });
  });

  it('of .NET and Firefox', () => {
    expect(framesOfText('   at Shop.Cart.Total(Int32 id) in C:\\shop\\Cart.cs:line 31')).toEqual([
      { function: 'Shop.Cart.Total', file: 'C:\\shop\\Cart.cs', line: 31, inApp: null },
    ]);
    expect(framesOfText('total@https://shop.example/cart.js:3:9')).toEqual([
      { function: 'total', file: 'https://shop.example/cart.js', line: 3, inApp: null },
    ]);
  });

  it.each(['', 'Nothing works since Monday.', 'Error: no frames', 'we met at noon (cafe:12)', 'user@example.org'])('%j is none', (text) => {
    expect(exceptionOfText(text)).toBeNull();
  });

  it('is read in bounded time', () => {
    for (const text of [
      'at '.repeat(300_000),
      `    at ${'a'.repeat(900)} (`.repeat(1000),
      'at a (b:1\n'.repeat(100_000),
      '@:1'.repeat(300_000),
    ]) {
      const began = performance.now();
      framesOfText(text);
      expect(performance.now() - began).toBeLessThan(500);
    }
  });

  it('keeps the hundred frames nearest to what was thrown', () => {
    const text = Array.from({ length: 130 }, (_, i) => `    at f${i} (a.js:${i}:1)`).join('\n');

    expect(names(text)).toHaveLength(100);
    expect(names(text).at(-1)).toBe('f0');
  });
});
