import { ApplicationFailure } from '@temporalio/common';
import type { PulledPage } from '#activities/syncing/index';
import type { PollRedditInput, PullSourceInput, SyncGithubInput } from '#workflows/messages';
import { attributesOf } from '#workflows/search-attributes';
import { workflowIds } from '../workflow-ids.ts';
import { ended } from './ended.ts';
import type { Scenario } from './scenario.ts';
import type { Stage } from './stage.ts';

const page = (fields: Partial<PulledPage> = {}): PulledPage => ({
  ...{ read: 100, accepted: 90, skipped: 10, more: false, unchanged: false, waitSeconds: 0, off: false },
  ...fields,
});
/** These, then the last page again and again. */
const pages = (...list: [PulledPage, ...PulledPage[]]) => {
  const left = [...list];
  return async () => (left.length > 1 ? left.shift()! : left[0]!);
};

async function start(stage: Stage, workflowType: string, workflowId: string, projectId: string, input: object) {
  const handle = await stage.client.workflow.start(workflowType, {
    workflowId,
    taskQueue: stage.queues.core,
    args: [input],
    typedSearchAttributes: attributesOf({ projectId, kind: 'sync' }),
  });
  return { workflowId, runId: handle.firstExecutionRunId };
}
const syncGithub = (stage: Stage, projectId: string, input: Partial<SyncGithubInput> = {}) => {
  const whole = { projectId, repository: 'shop/web', maxPages: 10, ...input } satisfies SyncGithubInput;
  return start(stage, 'syncGithub', workflowIds.syncGithub(projectId, whole.repository), projectId, whole);
};
const pollReddit = (stage: Stage, projectId: string, input: Partial<PollRedditInput> = {}) => {
  const whole = { subreddit: 'shopsoftware', maxPages: 10, ...input } satisfies PollRedditInput;
  return start(stage, 'pollReddit', `${workflowIds.pollReddit(whole.subreddit)}:${projectId}`, projectId, whole);
};
const pullSource = (stage: Stage, projectId: string, input: Partial<PullSourceInput> = {}) => {
  const whole = { projectId, source: 'sentry', maxPages: 10, ...input } satisfies PullSourceInput;
  return start(stage, 'pullSource', workflowIds.pullSource(projectId, 'sentry'), projectId, whole);
};
const gone = async (): Promise<PulledPage> => {
  throw ApplicationFailure.nonRetryable('GitHub knows no issues of the repository.', 'not_found');
};

export const syncing: Scenario[] = [
  {
    workflow: 'syncGithub',
    end: 'completed',
    activities: () => ({ pullPage: pages(page({ more: true }), page({ more: true }), page({ read: 20, accepted: 20, skipped: 0 })) }),
    play: async (stage, projectId) => ended(stage.client, await syncGithub(stage, projectId), 'COMPLETED'),
  },
  {
    workflow: 'syncGithub',
    end: 'completed-at-page-limit',
    activities: () => ({ pullPage: pages(page({ more: true })) }),
    play: async (stage, projectId) => ended(stage.client, await syncGithub(stage, projectId, { maxPages: 3 }), 'COMPLETED'),
  },
  {
    workflow: 'syncGithub',
    end: 'continued-as-new',
    activities: () => ({ pullPage: pages(page({ more: true })) }),
    play: async (stage, projectId) =>
      ended(stage.client, await syncGithub(stage, projectId, { maxPages: 1_000, longAfterEvents: 30 }), 'CONTINUED_AS_NEW'),
  },
  {
    workflow: 'syncGithub',
    end: 'failed',
    activities: () => ({ pullPage: gone }),
    play: async (stage, projectId) => ended(stage.client, await syncGithub(stage, projectId), 'FAILED'),
  },
  {
    workflow: 'pollReddit',
    end: 'completed-after-wait',
    activities: () => ({ pollSubreddit: pages(page({ more: true, waitSeconds: 1 }), page({ more: true }), page({ accepted: 0 })) }),
    play: async (stage, projectId) => ended(stage.client, await pollReddit(stage, projectId), 'COMPLETED'),
  },
  {
    workflow: 'pollReddit',
    end: 'completed-not-wanted',
    activities: () => ({ pollSubreddit: pages(page({ read: 0, accepted: 0, skipped: 0, off: true })) }),
    play: async (stage, projectId) => ended(stage.client, await pollReddit(stage, projectId), 'COMPLETED'),
  },
  {
    workflow: 'pullSource',
    end: 'completed',
    activities: () => ({ pullPage: pages(page({ more: true }), page({ read: 5, accepted: 2, skipped: 0 })) }),
    play: async (stage, projectId) => ended(stage.client, await pullSource(stage, projectId), 'COMPLETED'),
  },
  {
    workflow: 'pullSource',
    end: 'failed',
    activities: () => ({ pullPage: gone }),
    play: async (stage, projectId) => ended(stage.client, await pullSource(stage, projectId), 'FAILED'),
  },
];
