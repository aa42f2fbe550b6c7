import { randomUUID } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import { heartbeat, sleep } from '@temporalio/activity';
import type { FixingActivities } from '#activities/fixing/index';
import { NotFoundError } from '#domain/errors';
import type { EndStage, FixStage } from '#domain/fix-job';
import { type FixIssueResult, fixState } from '#workflows/messages';
import type { LauncherSettings } from '../launcher.ts';
import { workflowIds } from '../workflow-ids.ts';
import { ended } from './ended.ts';
import { digestOf, type FakeFixing, fakeFixing } from './fake-fixing.ts';
import type { Scenario } from './scenario.ts';
import type { Stage } from './stage.ts';

interface Fix {
  fake: FakeFixing;
  reaches: (stage: FixStage) => Promise<void>;
  /** Approves the plan of that version once it waits. */
  approve: (version?: number) => Promise<void>;
  changes: () => Promise<void>;
  reject: () => Promise<void>;
  cancel: () => Promise<void>;
  told: (state: 'open' | 'closed' | 'merged') => Promise<void>;
}

interface FixScenario {
  /** Where it ends; what led there follows after the name. */
  stage: EndStage;
  how?: string;
  replaced?: Partial<FixingActivities>;
  settings?: Partial<LauncherSettings['fix']>;
  play: (fix: Fix) => Promise<void>;
}

const SETTINGS: LauncherSettings['fix'] = { approvalMs: 60_000, agentMs: 60_000, watchPollMs: 20_000, watchMs: 60_000 };

function scenario({ stage: end, how, replaced, settings, play }: FixScenario): Scenario {
  let fake = fakeFixing();
  return {
    workflow: 'fixIssue',
    end: ['completed', end.replaceAll('_', '-'), ...(how ? [how] : [])].join('-'),
    activities: () => (fake = fakeFixing(replaced)).activities,
    settings: { fix: { ...SETTINGS, ...settings } },
    async play(stage, projectId) {
      const ref = { projectId, clusterId: randomUUID(), jobId: randomUUID(), actorId: 'a-person' };
      await stage.launcher.startFix({ ...ref, ownerId: 'an-owner' });
      await play(actorsOf(stage, ref, fake));
      const run = await ended(stage.client, { workflowId: workflowIds.fix(projectId, ref.clusterId) }, 'COMPLETED');
      const result = (await stage.client.workflow.result(run.workflowId, run.runId)) as FixIssueResult;
      if (result.stage !== end) throw new Error(`The fix ended ${result.stage}, not ${end}.`);
      return run;
    },
  };
}

function actorsOf(
  { client, launcher }: Stage,
  ref: { projectId: string; clusterId: string; jobId: string; actorId: string },
  fake: FakeFixing,
): Fix {
  const handle = client.workflow.getHandle(workflowIds.fix(ref.projectId, ref.clusterId));
  const waitFor = async (stage: FixStage, digest?: string) => {
    for (const until = Date.now() + 30_000; Date.now() < until; await delay(20)) {
      const now = await handle.query(fixState);
      if (now.stage === stage && (digest === undefined || now.planDigest === digest)) return;
    }
    throw new Error(`The fix never came to ${stage}.`);
  };
  return {
    fake,
    reaches: (stage) => waitFor(stage),
    async approve(version = 1) {
      await waitFor('awaiting_approval', digestOf(version));
      await launcher.approvePlan({ ...ref, digest: digestOf(version) });
    },
    async changes() {
      await waitFor('awaiting_approval');
      await launcher.requestPlanChanges({ ...ref, note: 'keep the name' });
    },
    async reject() {
      await waitFor('awaiting_approval');
      await launcher.rejectPlan({ ...ref, reason: 'wrong file' });
    },
    cancel: () => launcher.cancelFix(ref),
    told: (state) => launcher.notifyPullRequest({ ...ref, state }),
  };
}

const refused = async () => ({ refused: { code: 'some_code', reason: 'Some reason.' } });
const gone = async () => {
  throw new NotFoundError('The code host has no such branch.');
};
/** Like an agent at work; a cancellation ends it. */
const working = async (): Promise<never> => {
  for (;;) {
    heartbeat();
    await sleep(50);
  }
};
const nothingToPlay = async () => {};
const approved = ({ approve }: Fix) => approve();

/** fixIssue always completes: where it ended is its result. */
export const fixing: Scenario[] = [
  scenario({
    stage: 'merged',
    async play({ fake, approve, reaches, told }) {
      await approve();
      await reaches('watching');
      fake.pullRequest.state = 'merged';
      await told('merged');
    },
  }),
  scenario({
    stage: 'merged',
    how: 'second-plan',
    settings: { watchPollMs: 100 },
    async play({ fake, changes, approve }) {
      fake.pullRequest.state = 'merged';
      await changes();
      await approve(2);
    },
  }),
  scenario({
    stage: 'closed',
    settings: { watchPollMs: 100 },
    async play({ fake, approve }) {
      fake.pullRequest.state = 'closed';
      await approve();
    },
  }),
  scenario({ stage: 'rejected', play: ({ reject }) => reject() }),
  scenario({ stage: 'timed_out', how: 'unapproved', settings: { approvalMs: 100 }, play: nothingToPlay }),
  scenario({ stage: 'timed_out', how: 'watching', settings: { watchPollMs: 100, watchMs: 250 }, play: approved }),
  scenario({ stage: 'refused', how: 'at-start', replaced: { beginFix: refused }, play: nothingToPlay }),
  scenario({ stage: 'refused', how: 'at-plan', replaced: { planFix: refused }, play: nothingToPlay }),
  scenario({ stage: 'refused', how: 'at-sandbox', replaced: { createSandbox: refused }, play: approved }),
  scenario({
    stage: 'refused',
    how: 'at-gate',
    replaced: {
      runGate: async () => ({ passed: false, findings: 1, files: 1, added: 1, removed: 0, sentence: 'The gate refused the change.' }),
    },
    play: approved,
  }),
  scenario({
    stage: 'no_change',
    replaced: { runAgent: async () => ({ refused: null, end: 'no_change', tree: null, tokens: 1 }) },
    play: approved,
  }),
  scenario({
    stage: 'not_proven',
    replaced: { runProof: async () => ({ proven: false, fixed: 0, broken: 0, verdict: 'Not proven.' }) },
    play: approved,
  }),
  scenario({ stage: 'failed', replaced: { runProof: gone }, play: approved }),
  scenario({
    stage: 'cancelled',
    how: 'awaiting-approval',
    async play({ reaches, cancel }) {
      await reaches('awaiting_approval');
      await cancel();
    },
  }),
  scenario({
    stage: 'cancelled',
    how: 'agent',
    replaced: { runAgent: working },
    async play({ approve, reaches, cancel }) {
      await approve();
      await reaches('agent');
      await cancel();
    },
  }),
  scenario({
    stage: 'cancelled',
    how: 'watching',
    async play({ approve, reaches, cancel }) {
      await approve();
      await reaches('watching');
      await cancel();
    },
  }),
];
