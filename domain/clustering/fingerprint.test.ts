import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { crashWith, reportWith } from '#tests/report-builders';
import type { StackFrame } from '../report.ts';
import { fingerprintOf, maskVariables } from './fingerprint.ts';
import { normalFrame } from './frame.ts';

function frame(name: string | null, file: string | null = 'app/a.js', line = 1, inApp: boolean | null = true): StackFrame {
  return { function: name, file, line, inApp };
}

function valueOf(frames: StackFrame[], message = 'it broke', type = 'TypeError'): string | undefined {
  return fingerprintOf(reportWith({ kind: 'machine', exceptions: [{ type, message, frames }] }))?.value;
}

describe('a frame in another build is the same frame', () => {
  it.each([
    ['line', frame('save', 'app/a.js', 4), frame('save', 'app/a.js', 90)],
    ['folder', frame('save', '/srv/v1/app/a.js'), frame('save', 'C:\\build\\42\\a.js')],
    ['query', frame('save', 'https://cdn.example/a.js?v=3'), frame('save', 'https://cdn.example/a.js?v=4')],
    ['webpack hash', frame('save', 'static/main.3f2a9c1b.js'), frame('save', 'static/main.77aa01ff.js')],
    ['vite hash', frame('save', 'assets/index-BxY12kz9.js'), frame('save', 'assets/index-q0ZpL3aa.js')],
    ['rust hash', frame('shop::cart::total::h0123456789abcdef', 'cart.rs'), frame('shop::cart::total::hfedcba9876543210', 'cart.rs')],
    ['go closure', frame('main.(*Server).handle.func1', 'main.go'), frame('main.(*Server).handle.func2', 'main.go')],
    ['java lambda', frame('lambda$save$0', 'Cart.java'), frame('lambda$save$3', 'Cart.java')],
    ['kotlin inner class', frame('Cart$save$1.invoke', 'Cart.kt'), frame('Cart$save$2.invoke', 'Cart.kt')],
    ['C++ arguments', frame('Cart::save(int, char const*)', 'cart.cc'), frame('Cart::save(long)', 'cart.cc')],
    ['nested generics', frame('Cart.of<Map<String, List<Int>>>', 'Cart.cs'), frame('Cart.of<Map<String, Set<Long>>>', 'Cart.cs')],
    ['ObjC block', frame('__45-[Cart save]_block_invoke_2', 'Cart.m'), frame('__31-[Cart save]_block_invoke', 'Cart.m')],
    ['address', frame('save 0x7fff2031', 'cart.c'), frame('save 0x10ab44', 'cart.c')],
    ['async', frame('async Cart.save'), frame('Cart.save')],
  ])('%s', (_what, before, after) => {
    expect(normalFrame(after)).toEqual(normalFrame(before));
    expect(normalFrame(before).file + normalFrame(before).name).not.toBe('');
  });

  it.each([
    ['methods of ObjC', frame('-[Cart save]', 'Cart.m'), frame('-[Cart load]', 'Cart.m')],
    ['receivers of Go', frame('main.(*Server).handle', 'main.go'), frame('main.(*Client).handle', 'main.go')],
    ['short names outside scripts', frame('id', 'cart.py'), frame('ok', 'cart.py')],
  ])('but %s stay apart', (_what, one, other) => {
    expect(normalFrame(one)).not.toEqual(normalFrame(other));
  });

  it.each(['t', 'e.n', 'Xa'])('a minified %s has no name', (name) => {
    expect(normalFrame(frame(name, 'main.js')).name).toBe('');
  });
});

describe('the fingerprint of a crash', () => {
  it('is the same with other messages, lines and values', () => {
    const one = crashWith('TypeError', ['total', 'checkout'], { message: 'cannot read 7' });
    const two = crashWith('TypeError', ['total', 'checkout'], { message: 'undefined is not a function' });

    expect(fingerprintOf(two)?.value).toBe(fingerprintOf(one)?.value);
    expect(fingerprintOf(one)?.frames).toEqual(['total', 'checkout']);
  });

  it('differs with the type, and with any frame of the trace', () => {
    const values = [
      crashWith('TypeError', ['total', 'checkout']),
      crashWith('RangeError', ['total', 'checkout']),
      crashWith('TypeError', ['total', 'preview']),
      crashWith('TypeError', ['total', 'checkout', 'retry']),
    ].map((report) => fingerprintOf(report)?.value);

    expect(new Set(values).size).toBe(4);
  });

  it('looks at the own frames where the sender marks them, and at all where it marks none', () => {
    const own = [frame('checkout'), frame('total')];

    expect(valueOf([frame('router', 'lib.js', 1, false), ...own])).toBe(valueOf([frame('other', 'lib.js', 1, false), ...own]));
    expect(valueOf([frame('router', 'lib.js', 1, false), frame('x', 'lib.py', 1, false)])).not.toBe(
      valueOf([frame('other', 'lib.js', 1, false), frame('x', 'lib.py', 1, false)]),
    );
  });

  it('is the same however deep the recursion went', () => {
    const calls = (depth: number) => [
      frame('main'),
      ...Array.from({ length: depth }, () => [frame('visit'), frame('children')]).flat(),
      frame('visit'),
    ];

    expect(valueOf(calls(3))).toBe(valueOf(calls(40)));
    expect(valueOf([frame('main'), frame('fact'), frame('fact'), frame('fact')])).toBe(valueOf([frame('main'), frame('fact')]));
  });

  it('is that of the last exception of the chain', () => {
    const cause = { type: 'IOError', message: '', frames: [frame('read'), frame('open')] };
    const thrown = { type: 'TypeError', message: '', frames: [frame('checkout'), frame('total')] };

    expect(fingerprintOf(reportWith({ kind: 'machine', exceptions: [cause, thrown] }))?.value).toBe(
      valueOf([frame('checkout'), frame('total')]),
    );
  });

  it('takes the stack of the cause where the wrapper has none', () => {
    const cause = { type: 'IOError', message: '', frames: [frame('read'), frame('openFile')] };
    const of = (type: string) =>
      fingerprintOf(reportWith({ kind: 'machine', exceptions: [cause, { type, message: 'failed', frames: [] }] }));

    expect(of('SaveError')?.frames).toEqual(['openFile', 'read']);
    expect(of('SaveError')?.value).not.toBe(of('LoadError')?.value);
  });

  it('never joins different traces by type and message', () => {
    const names = fc.array(fc.constantFrom('load', 'save', 'render', 'parse', 'open'), { minLength: 1, maxLength: 6 });

    fc.assert(
      fc.property(names, names, (one, other) => {
        const a = fingerprintOf(crashWith('TypeError', one, { message: 'x is undefined' }));
        const b = fingerprintOf(crashWith('TypeError', other, { message: 'x is undefined' }));
        const collapsed = (list: string[]) => JSON.stringify(list.filter((name, i) => name !== list[i - 1]));
        if (a?.value === b?.value) expect(new Set(one)).toEqual(new Set(other));
        else expect(collapsed(one)).not.toBe(collapsed(other));
      }),
    );
  });

  it('needs the message too where the trace is one place, as in a hook without a stack or in a minified bundle', () => {
    expect(valueOf([frame('request', 'api.js')], 'not found')).not.toBe(valueOf([frame('request', 'api.js')], 'timeout'));
    expect(valueOf([frame('request', 'api.js')], 'order 7 not found')).toBe(valueOf([frame('request', 'api.js')], 'order 81 not found'));
    expect(valueOf([frame('t', 'main.js'), frame('e', 'main.js')], 'not found')).not.toBe(
      valueOf([frame('t', 'main.js'), frame('e', 'main.js')], 'timeout'),
    );
  });
});

describe('without a trace', () => {
  it('the message with its variables masked is the identity', () => {
    const of = (title: string) => fingerprintOf(reportWith({ kind: 'machine', title }))?.value;

    expect(of('Timeout after 3000ms for order 17')).toBe(of('Timeout after 125ms for order 99,241'));
    expect(of('Timeout after 3000ms for order 17')).not.toBe(of('Timeout after 3000ms for invoice 17'));
  });

  it('a single word is none, and neither is anything a person wrote', () => {
    expect(fingerprintOf(reportWith({ kind: 'machine', title: 'Error' }))).toBeNull();
    expect(fingerprintOf(reportWith({ title: 'Timeout after 3000ms' }))).toBeNull();
  });
});

describe('maskVariables', () => {
  it.each([
    ['user 8f14e45f-ceea-4e7a-9c1d-6a0f3c1f7b11 is gone', 'user * is gone'],
    ['GET https://a.example/x?y=1 failed', 'GET * failed'],
    ['mail to a.b@c.example bounced', 'mail to * bounced'],
    ['cannot open /var/lib/data/a.txt', 'cannot open *'],
    [`key "abc" or 'def' missing`, 'key * or * missing'],
    ['at 0xdeadbeef, commit 3f2a9c1b77', 'at *, commit *'],
    ['took 12.5s of 30s (40%)', 'took * of * (*)'],
  ])('%s', (message, masked) => {
    expect(maskVariables(message)).toBe(masked);
  });

  it('is done at once, whatever it is given', () => {
    const began = performance.now();

    for (const part of ['/', '"', 'a@', '0x', '1.', '[<', '$lambda', '((']) {
      maskVariables(part.repeat(100_000));
      normalFrame(frame(part.repeat(100_000), part.repeat(100_000)));
    }

    expect(performance.now() - began).toBeLessThan(500);
  });
});
