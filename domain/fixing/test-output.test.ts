import { describe, expect, it } from 'vitest';
import { readTestOutput } from './test-output.ts';

describe('reading Node’s spec reporter', () => {
  const spec = [
    '> sample-shop@1.4.2 test',
    '> node --test',
    '',
    '▶ cart',
    '  ✔ adds a line (0.57ms)',
    '  ▶ nested',
    '    ✖ subtracts (1.2ms)',
    '  ✖ nested (1.5ms)',
    '✖ cart (3.1ms)',
    '✔ a name (with brackets) (0.3558ms)',
    '﹣ later (0.1ms) # SKIP',
    '✔ planned (0.1ms) # TODO',
    'ℹ tests 3',
    '✖ failing tests:',
    '',
    'test at test/cart.test.js:1:1',
    '✖ subtracts (1.2ms)',
    '  ✔ printed by an error message',
  ].join('\n');

  it('names nested tests by their suites and leaves suites, skipped tests and the repetition out', () => {
    expect(readTestOutput(spec)).toEqual({
      passed: ['cart > adds a line', 'a name (with brackets)'],
      failed: ['cart > nested > subtracts'],
    });
  });

  it('reads the same through colours and Windows line ends', () => {
    const coloured = spec
      .split('\n')
      .map((line) => line.replace(/[✔✖▶]/, (mark) => `\u001B[32m${mark}\u001B[39m`))
      .join('\r\n');

    expect(readTestOutput(coloured)).toEqual(readTestOutput(spec));
  });

  it('closes a suite that ends with a second ▶, as Node 20 does', () => {
    const output = '▶ cart\n  ✔ adds (1ms)\n▶ cart (2ms)\n\n✔ alone (1ms)';

    expect(readTestOutput(output).passed).toEqual(['cart > adds', 'alone']);
  });

  it('reads a name as failed where one of two tests of that name failed', () => {
    expect(readTestOutput('✔ same (1ms)\n✖ same (1ms)')).toEqual({ passed: [], failed: ['same'] });
  });
});

describe('reading TAP', () => {
  const tap = [
    'TAP version 13',
    '# Subtest: cart',
    '    # Subtest: adds a line',
    '    ok 1 - adds a line',
    '      ---',
    '      duration_ms: 0.6',
    '      ...',
    '    # Subtest: subtracts \\# two',
    '    not ok 2 - subtracts \\# two',
    '      ---',
    '      error: |-',
    '        ok 9 - printed by an error',
    '        ...',
    '      ...',
    '    1..2',
    'not ok 1 - cart',
    'ok 2 - alone # a comment',
    'ok 3 - later # SKIP not now',
    'not ok 4 - planned # TODO',
    'ok 5',
    '1..5',
  ].join('\n');

  it('reads nested results, leaves suites, skipped and todo tests out, and looks into no YAML block', () => {
    expect(readTestOutput(tap)).toEqual({ passed: ['cart > adds a line', 'alone', 'test 5'], failed: ['cart > subtracts # two'] });
  });
});

it('finds no names in anything else', () => {
  expect(readTestOutput('PASS src/a.test.ts\nTests: 3 passed')).toEqual({ passed: [], failed: [] });
});
