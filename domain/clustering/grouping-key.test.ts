import { describe, expect, it } from 'vitest';
import { groupingKey } from './grouping-key.ts';

const frame = (name: string) => ({ function: name, file: 'a.js', line: 1, inApp: true });
const machine = (title: string, frames: string[] = [], type = 'TypeError') => ({
  kind: 'machine' as const,
  title,
  body: title,
  exceptions: frames.length > 0 ? [{ type, message: title, frames: frames.map(frame) }] : [],
});
const human = (title: string, body: string) => ({ kind: 'human' as const, title, body, exceptions: [] });

describe('what decides where a report belongs', () => {
  it('is the same for an alert that names another number', () => {
    expect(groupingKey(machine('CPU at 93 % on host 12'))).toBe(groupingKey(machine('CPU at 97 % on host 3')));
    expect(groupingKey(machine('CPU is high'))).not.toBe(groupingKey(machine('Disk is full')));
  });

  it('changes with the first stack of an event, and with no other one', () => {
    const bare = groupingKey(machine('x is undefined', ['a']));
    const whole = groupingKey(machine('x is undefined', ['a', 'b', 'c']));

    expect(whole).not.toBe(bare);
    expect(groupingKey(machine('y is undefined', ['d', 'e']))).toBe(whole);
    expect(groupingKey(machine('y is undefined', ['d']))).toBe(bare);
    expect(groupingKey(machine('y is undefined', ['d'], 'RangeError'))).not.toBe(bare);
  });

  it('is what people say, every word of it', () => {
    const said = groupingKey(human('Export hangs', 'At 50 rows.'));

    expect(groupingKey(human('Export hangs', ' At 50 rows. '))).toBe(said);
    expect(groupingKey(human('Export hangs', 'At 60 rows, only in Safari.'))).not.toBe(said);
    expect(groupingKey(human('Import hangs', 'At 50 rows.'))).not.toBe(said);
  });
});
