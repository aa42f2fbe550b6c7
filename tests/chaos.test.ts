import { expect, it } from 'vitest';
import { runChaos } from './chaos/run.ts';

it('keeps every accepted report once while every part is killed', { timeout: 240_000 }, async () => {
  const { sent, verdict, quota } = await runChaos({ seed: 20_261_125, webhooks: 2_000, kills: 8, perSecond: 200 });

  expect(sent.kills.filter(({ inFlight }) => inFlight > 0).length).toBeGreaterThanOrEqual(6);
  expect(verdict).toMatchObject({ lost: [], twice: [], miscounted: [], unlogged: 0, overQuota: 0, unclustered: 0, deadLetters: 0 });
  expect(verdict.accepted).toBeGreaterThan(1_000);
  expect(verdict.reports).toBe(quota);
  expect(verdict.vectors).toBe(verdict.reports);
});
