import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { BestScores } from './best-scores.ts';
import { bandsOf, DEFAULT_BANDS, fitToProject, type StoredBounds } from './bounds.ts';
import { calibrate, canCalibrate, type LabelledScore } from './calibrate.ts';
import { FEATURE_VERSION } from './pair-features.ts';

const repeat = (score: number): LabelledScore => ({ score, right: true, isRepeat: true });
const fresh = (score: number): LabelledScore => ({ score, right: false, isRepeat: false });

describe('bounds from labelled scores', () => {
  it('join as low as the budget of false joins allows', () => {
    const labelled = [repeat(0.9), repeat(0.8), fresh(0.7), repeat(0.6), fresh(0.5), ...Array.from({ length: 98 }, () => fresh(0.1))];

    expect(calibrate(labelled, 0).joinAt).toBe(0.8);
    expect(calibrate(labelled, 0.01).joinAt).toBe(0.6);
    expect(calibrate(labelled, 0.02).joinAt).toBe(0.5);
  });

  it('never join more new problems than the budget, nor ask above the join bound', () => {
    const one = fc.record({ score: fc.double({ min: 0, max: 1, noNaN: true }), isRepeat: fc.boolean(), right: fc.boolean() });
    fc.assert(
      fc.property(fc.array(one, { minLength: 1, maxLength: 300 }), fc.constantFrom(0, 0.01, 0.05), (labelled, budget) => {
        const { joinAt, suggestAt } = calibrate(labelled, budget);
        const news = labelled.filter(({ isRepeat }) => !isRepeat);

        expect(news.filter(({ score }) => score >= joinAt).length).toBeLessThanOrEqual(budget * news.length);
        expect(suggestAt).toBeLessThanOrEqual(joinAt);
      }),
    );
  });

  it('rise with what people declined and undid', () => {
    const labelled = [repeat(0.9), repeat(0.6), ...Array.from({ length: 100 }, () => fresh(0.1))];
    const declined = [fresh(0.7), fresh(0.65)];

    expect(calibrate([...labelled, ...declined], 0.01).joinAt).toBeGreaterThan(calibrate(labelled, 0.01).joinAt);
  });

  it('wait for enough answers, some of them a no', () => {
    expect(canCalibrate({ accepted: 40, declined: 0, undone: 0 })).toBe(false);
    expect(canCalibrate({ accepted: 5, declined: 3, undone: 1 })).toBe(false);
    expect(canCalibrate({ accepted: 20, declined: 8, undone: 2 })).toBe(true);
  });
});

describe('the bounds in force', () => {
  const space = { provider: 'local', model: 'hybrid-2', dims: 768 };
  const stored: StoredBounds = {
    kind: 'issue',
    joinAt: 0.7,
    suggestAt: 0.3,
    ...space,
    featureVersion: FEATURE_VERSION,
    by: 'calibrated',
    calibratedAt: '2026-03-01T00:00:00.000Z',
  };

  it('are the stored ones of this space and these features', () => {
    expect(bandsOf({ bounds: [stored] }, space).issue).toEqual({ joinAt: 0.7, suggestAt: 0.3 });
    expect(bandsOf({ bounds: [stored] }, { ...space, dims: 1536 })).toEqual(DEFAULT_BANDS);
    expect(bandsOf({ bounds: [{ ...stored, featureVersion: 'pair-0' }] }, space)).toEqual(DEFAULT_BANDS);
    expect(bandsOf({ bounds: [stored] }, null)).toEqual(DEFAULT_BANDS);
  });

  it('never ask above the join bound', () => {
    expect(bandsOf({ bounds: [{ ...stored, joinAt: 0.05 }] }, space).issue).toEqual({ joinAt: 0.05, suggestAt: 0.05 });
  });

  it('come down in a project where high scores are rare, as far as the shipped ones allow, and never where a project has its own', () => {
    const scores = (rarest: number) => {
      const all = new BestScores();
      for (let i = 0; i < 100; i++) all.add(String(i).padStart(3, '0'), `r${i}`, i < 2 ? rarest : 0.01);
      return all;
    };
    const joinAt = (bands: typeof DEFAULT_BANDS, rarest: number) => fitToProject(bands, scores(rarest)).issue.joinAt;

    expect(joinAt(DEFAULT_BANDS, 0.3)).toBe(0.3);
    expect(joinAt(DEFAULT_BANDS, 0.02)).toBe(DEFAULT_BANDS.issue.joinRareAt);
    expect(joinAt(DEFAULT_BANDS, 0.9)).toBe(DEFAULT_BANDS.issue.joinAt);
    expect(fitToProject(DEFAULT_BANDS, new BestScores()).issue.joinAt).toBe(DEFAULT_BANDS.issue.joinAt);
    expect(joinAt(bandsOf({ bounds: [stored] }, space), 0.3)).toBe(0.7);
  });
});
