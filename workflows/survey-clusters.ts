import { proxyActivities } from '@temporalio/workflow';
import type { SurveyActivities } from '#activities/clustering/index';
import type { SurveyAnswer } from '#domain/ports/index';
import { activityOptions } from './activity-options.ts';
import type { SurveyInput } from './messages.ts';

/** Answers a question about a project's clusters without changing anything: what clean-up would propose, what other bounds would have done. */
export async function surveyClusters(input: SurveyInput): Promise<SurveyAnswer> {
  const activities = proxyActivities<SurveyActivities>(activityOptions('survey'));
  const { projectId, question } = input;
  return question.kind === 'cleanup' ? activities.proposeCleanup({ projectId }) : activities.backtestBounds({ projectId, ...question });
}
