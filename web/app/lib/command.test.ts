import { expect, it } from 'vitest';
import { joinCommand, splitCommand } from './command.ts';

it('splits a line at its spaces, and holds quoted words together', () => {
  expect(splitCommand(`  npm test -- "a file.js" 'and another'  `)).toEqual(['npm', 'test', '--', 'a file.js', 'and another']);
  expect(splitCommand('   ')).toEqual([]);
});

it.each([[['npm', 'test']], [['node', '--test', 'a b.js']], [['sh', '-c', 'echo "hi"']], [['x', '']]])(
  'joins %j so that it splits back',
  (argv) => {
    expect(splitCommand(joinCommand(argv))).toEqual(argv);
  },
);
