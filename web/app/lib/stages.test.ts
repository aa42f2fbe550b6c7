import { END_STAGES, FixStage } from '#domain/fix-job';
import { describe, expect, it } from 'vitest';
import { endingOf } from './endings.ts';
import { canStartFix, clusterChip, isEnded, stageChip } from './stages.ts';

const job = (stage: FixStage, updatedAt = '2026-11-24T10:00:00Z') => ({ id: 'j', stage, detail: null, updated_at: updatedAt });

describe('stages', () => {
  it.each(FixStage.options)('%s ends exactly where the domain says so', (stage) => {
    expect(isEnded(stage)).toBe((END_STAGES as readonly string[]).includes(stage));
  });

  it.each(END_STAGES.filter((stage) => stage !== 'merged'))('%s tells what happened and what to do', (stage) => {
    expect(endingOf(stage)?.title).toMatch(/^The /);
    expect(endingOf(stage)?.advice.length).toBeGreaterThan(20);
  });

  it('has no ending to tell while a fix runs or is merged', () => {
    expect([endingOf('agent'), endingOf('watching'), endingOf('merged')]).toEqual([null, null, null]);
  });
});

describe('the chip of a cluster', () => {
  it('names the next decision', () => {
    expect(clusterChip({ status: 'new', job: null, github_pr_number: null }).text).toBe('New');
    expect(clusterChip({ status: 'fixing', job: job('awaiting_approval'), github_pr_number: null }).text).toBe('Approve plan');
    expect(clusterChip({ status: 'failed', job: job('not_proven'), github_pr_number: null })).toEqual({
      text: 'Fix failed: not proven',
      tone: 'danger',
    });
  });

  it('names the pull request by its number', () => {
    expect(clusterChip({ status: 'pr_opened', job: job('watching'), github_pr_number: 214 }).text).toBe('PR #214 open');
    expect(stageChip('watching', null).text).toBe('PR open');
  });

  it('says how long the agent has been at it', () => {
    const now = Date.parse('2026-11-24T10:04:30Z');

    expect(clusterChip({ status: 'fixing', job: job('agent'), github_pr_number: null }, now).text).toBe('Coding · 4 min');
  });

  it('keeps why an earlier fix ended, on a cluster that is new again', () => {
    expect(clusterChip({ status: 'new', job: job('cancelled'), github_pr_number: null }).text).toBe('Fix cancelled');
  });
});

it('lets a fix start only where none runs and nothing is done', () => {
  expect(canStartFix({ status: 'new', job: null })).toBe(true);
  expect(canStartFix({ status: 'failed', job: job('failed') })).toBe(true);
  expect(canStartFix({ status: 'fixing', job: job('agent') })).toBe(false);
  expect(canStartFix({ status: 'merged', job: job('merged') })).toBe(false);
  expect(canStartFix({ status: 'resolved', job: null })).toBe(false);
});
