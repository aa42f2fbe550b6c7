import type { FixingActivities } from '#activities/fixing/index';

type Name = keyof FixingActivities;
type Ended = Parameters<FixingActivities['endFix']>[0];

export interface FakeFixing {
  activities: FixingActivities;
  /** Names of the activities, in the order they were begun; retries too. */
  calls: Name[];
  /** Stages as a person saw them, the end included. */
  stages: string[];
  ended: Ended[];
  /** Jobs whose sandbox is alive. */
  sandboxes: Set<string>;
  /** Jobs that hold a place in the quota. */
  quota: Set<string>;
  /** What the code host says about the pull request. */
  pullRequest: { state: 'open' | 'closed' | 'merged'; closedByUs: boolean };
  plans: { version: number; note: string | null; digest: string }[];
}

export const digestOf = (version: number) => `digest-${version}`;

/** The activities of a fix over a few sets and counters: every step works, and the pull request stays open. */
export function fakeFixing(replaced: Partial<FixingActivities> = {}): FakeFixing {
  const fake: FakeFixing = {
    activities: {} as FixingActivities,
    calls: [],
    stages: [],
    ended: [],
    sandboxes: new Set(),
    quota: new Set(),
    pullRequest: { state: 'open', closedByUs: false },
    plans: [],
  };
  const base: FixingActivities = {
    async beginFix({ jobId }) {
      fake.quota.add(jobId);
      return { refused: null, attempt: 1 };
    },
    async enterStage({ stage }) {
      fake.stages.push(stage);
    },
    async planFix({ version, note }) {
      fake.plans.push({ version, note, digest: digestOf(version) });
      return { refused: null, digest: digestOf(version), files: 1, by: 'a model' };
    },
    async createSandbox({ jobId }) {
      fake.sandboxes.add(jobId);
      return { refused: null, kind: 'fake', sandboxId: `fix-${jobId}` };
    },
    runAgent: async () => ({ refused: null, end: 'changed', tree: 'a'.repeat(40), tokens: 100 }),
    runProof: async () => ({ proven: true, fixed: 1, broken: 0, verdict: 'Proven.' }),
    runGate: async () => ({ passed: true, findings: 0, files: 1, added: 1, removed: 1, sentence: 'The change passed the gate.' }),
    openPullRequest: async () => ({ refused: null, number: 7, commit: 'c'.repeat(40) }),
    checkPullRequest: async () => ({ state: fake.pullRequest.state }),
    async closePullRequest() {
      if (fake.pullRequest.state === 'open') fake.pullRequest = { state: 'closed', closedByUs: true };
      return { state: fake.pullRequest.state };
    },
    async endFix(input) {
      fake.stages.push(input.stage);
      fake.ended.push(input);
      if (input.releaseQuota) fake.quota.delete(input.jobId);
    },
    async discardSandbox({ jobId }) {
      fake.sandboxes.delete(jobId);
    },
  };
  const all = { ...base, ...replaced };
  for (const name of Object.keys(all) as Name[]) noted(all, name, fake);
  return fake;
}

function noted<N extends Name>(all: FixingActivities, name: N, fake: FakeFixing): void {
  const activity = all[name] as (input: never) => Promise<unknown>;
  fake.activities[name] = ((input: never) => {
    fake.calls.push(name);
    return activity(input);
  }) as FixingActivities[N];
}
