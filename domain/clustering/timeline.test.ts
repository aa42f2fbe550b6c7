import { describe, expect, it } from 'vitest';
import { Timeline } from './timeline.ts';

const DAY = 86_400_000;

describe('the timeline of a project', () => {
  it('counts what came between two times, whichever is asked first', () => {
    const timeline = new Timeline();
    for (const day of [9, 1, 2, 2, 5]) timeline.add(day * DAY);
    expect(timeline.between(1 * DAY, 5 * DAY)).toBe(3);
    expect(timeline.between(5 * DAY, 1 * DAY)).toBe(3);
    expect(timeline.between(3 * DAY, 4 * DAY)).toBe(0);
    expect(timeline.between(2 * DAY, 2.5 * DAY)).toBe(1);
  });

  it('is as if what has gone had never been there', () => {
    const timeline = new Timeline();
    for (const day of [1, 2, 3]) timeline.add(day * DAY);
    timeline.remove(2 * DAY);
    timeline.remove(7 * DAY);
    expect(timeline.between(1 * DAY, 4 * DAY)).toBe(2);
    timeline.remove(1 * DAY);
    timeline.remove(3 * DAY);
    expect(timeline.between(0, 9 * DAY)).toBe(0);
  });
});
