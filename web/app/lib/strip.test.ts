import type { FixStage } from '#domain/fix-job';
import { expect, it } from 'vitest';
import { stripOf } from './strip.ts';

const at = (second: number) => `2026-11-24T10:00:${String(second).padStart(2, '0')}Z`;
const NOW = Date.parse(at(50));
const timeline = (...entries: [FixStage, number][]) => entries.map(([stage, second]) => ({ stage, at: at(second), detail: null }));
const brief = (stage: FixStage, entries: [FixStage, number][]) =>
  stripOf({ stage, timeline: timeline(...entries) }, NOW)
    .filter((step) => step.state !== 'ahead')
    .map((step) => `${step.name} ${step.state} ${step.ms}`);

it('tells where a fix is and how long each stage took; the running one counts on', () => {
  expect(
    brief('sandbox', [
      ['queued', 0],
      ['planning', 1],
      ['awaiting_approval', 10],
      ['sandbox', 40],
    ]),
  ).toEqual(['Plan done 10000', 'Approved done 30000', 'Sandbox now 10000']);
});

it('stops where the fix ended', () => {
  expect(
    brief('cancelled', [
      ['queued', 0],
      ['planning', 1],
      ['cancelled', 5],
    ]),
  ).toEqual(['Plan stopped 5000']);
});

it('counts both visits of a stage that was come back to', () => {
  expect(
    brief('awaiting_approval', [
      ['planning', 0],
      ['awaiting_approval', 10],
      ['planning', 20],
      ['awaiting_approval', 40],
    ]),
  ).toEqual(['Plan done 30000', 'Approval now 20000']);
});

it('is done to the end when it is merged', () => {
  const steps = stripOf({ stage: 'merged', timeline: timeline(['queued', 0], ['watching', 10], ['merged', 20]) }, NOW);

  expect(steps.every((step) => step.state === 'done')).toBe(true);
});
