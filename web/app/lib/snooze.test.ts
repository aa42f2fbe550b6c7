import { describe, expect, it } from 'vitest';
import { fieldTime, inAnHour, laterThan, nextWeek, snoozeLeft, thisMorning, tomorrow } from './snooze.ts';

describe('a snooze', () => {
  it('until tomorrow ends at nine in the morning', () => {
    const then = tomorrow(new Date(2026, 10, 30, 23, 50));

    expect([then.getFullYear(), then.getMonth(), then.getDate(), then.getHours(), then.getMinutes()]).toEqual([2026, 11, 1, 9, 0]);
  });

  it('until this morning is there for those who are up at night', () => {
    expect(thisMorning(new Date(2026, 10, 25, 3, 12))).toEqual(new Date(2026, 10, 25, 9));
    expect(thisMorning(new Date(2026, 10, 25, 9, 0))).toBeNull();
  });

  it.each([23, 24, 25, 26, 27, 28, 29])('until next week ends on the Monday after, asked on the %ith', (day) => {
    const then = nextWeek(new Date(2026, 10, day, 12));

    expect([then.getDate(), then.getMonth(), then.getDay()]).toEqual([30, 10, 1]);
  });

  it('until a time of one’s own ends then, by the reader’s clock, and not before now', () => {
    const now = new Date(2026, 10, 25, 3, 12, 40);

    expect(fieldTime(inAnHour(now))).toBe('2026-11-25T04:12');
    expect(laterThan(now, '2026-11-25T04:12')).toEqual(new Date(2026, 10, 25, 4, 12));
    expect(laterThan(now, '2026-11-25T03:12')).toBeNull();
    expect(laterThan(now, '')).toBeNull();
  });

  it('says what is left of it', () => {
    const now = Date.parse('2026-11-25T10:00:00Z');
    const left = (until: string | null, count: number | null) =>
      snoozeLeft({ snoozed_until: until, snoozed_until_count: count, occurrences: 7 }, now);

    expect(left('2026-11-26T04:00:00Z', null)).toBe('for 18 h');
    expect(left('2026-11-30T09:00:00Z', null)).toBe('for 5 d');
    expect(left(null, 17)).toBe('for 10 more');
    expect(left('2026-11-26T04:00:00Z', 17)).toBe('for 18 h or for 10 more');
    expect(left(null, null)).toBeNull();
  });
});
