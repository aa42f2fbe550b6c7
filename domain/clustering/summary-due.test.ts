import { expect, it } from 'vitest';
import { isDescriptionDue } from './summary-due.ts';

it('a cluster is described anew at 2, 5, 10, 25, 50, 100 … reports', () => {
  const due: number[] = [];
  let describedAt: number | null = null;
  for (let reports = 1; reports <= 600; reports++) {
    if (!isDescriptionDue(reports, describedAt)) continue;
    due.push(reports);
    describedAt = reports;
  }

  expect(due).toEqual([1, 2, 5, 10, 25, 50, 100, 250, 500]);
});

it('a cluster that many reports left is described anew', () => {
  expect(isDescriptionDue(3, 40)).toBe(true);
  expect(isDescriptionDue(30, 40)).toBe(false);
});
