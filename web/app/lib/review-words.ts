import type { ReviewBody } from '#domain/api-contract';
import { LEAST_ANSWERS } from '#domain/clustering/review-answers';
import { plural } from './time.ts';

/** Where a review of grouping is, or what it found; before one was asked for, what it does. @param answers of people in this project */
export function reviewWords(review: ReviewBody | null, answers: number): string {
  switch (review?.state) {
    case 'running':
      return 'Looking at clusters and answers. You can leave this page.';
    case 'failed':
      return 'The last review did not come to an end. Try again, or look at Workflows.';
    case 'done':
      return review.found === null ? '' : foundWords(review.found, answers);
    default:
      return 'Looks for clusters to merge or split and for better bounds, as it does each night.';
  }
}

function foundWords({ cleanup, bounds, applied }: NonNullable<ReviewBody['found']>, answers: number): string {
  const tidy =
    cleanup === 0 ? 'nothing to clean up' : `${plural(cleanup, 'merge or split', 'merges or splits')} to look at under Clusters, Clean up`;
  const asked =
    applied > 0
      ? `bounds of ${plural(applied, 'kind')} set`
      : bounds > 0
        ? `bounds of ${plural(bounds, 'kind')} proposed`
        : answers < LEAST_ANSWERS
          ? `bounds need ${LEAST_ANSWERS - answers} more answers`
          : 'the bounds fit the answers';
  return `The last review found ${tidy}; ${asked}.`;
}
