import { expect, it } from 'vitest';
import { parseTreeDiff } from './tree-diff.ts';

const blob = '0'.repeat(40);

it('joins modes and line counts by path, also for names with spaces, tabs and newlines', () => {
  const raw = `:100644 100644 ${blob} ${blob} M\0a b.js\0:000000 120000 ${blob} ${blob} A\0odd\tna\nme\0:100644 000000 ${blob} ${blob} D\0gone\0`;
  const numstat = '3\t1\ta b.js\x001\t0\todd\tna\nme\0-\t-\tgone\0';

  expect(parseTreeDiff(raw, numstat)).toEqual([
    { path: 'a b.js', status: 'M', oldMode: '100644', newMode: '100644', added: 3, removed: 1 },
    { path: 'odd\tna\nme', status: 'A', oldMode: '000000', newMode: '120000', added: 1, removed: 0 },
    { path: 'gone', status: 'D', oldMode: '100644', newMode: '000000', added: null, removed: null },
  ]);
});

it('reads nothing as no change', () => {
  expect(parseTreeDiff('', '')).toEqual([]);
});

it('refuses what git would never write', () => {
  expect(() => parseTreeDiff('something else\0path\0', '')).toThrow(RangeError);
});
