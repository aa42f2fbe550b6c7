import type { JobBody } from '#domain/api-contract';
import { isEnded, type Stage } from './stages.ts';

export interface StripStep {
  name: string;
  state: 'done' | 'now' | 'stopped' | 'ahead';
  /** Time spent in it so far; null where it was not entered. */
  ms: number | null;
}

const STEPS: ReadonlyArray<{ name: string; done?: string; stages: readonly Stage[] }> = [
  { name: 'Plan', stages: ['queued', 'planning'] },
  { name: 'Approval', done: 'Approved', stages: ['awaiting_approval'] },
  { name: 'Sandbox', stages: ['sandbox'] },
  { name: 'Agent', stages: ['agent'] },
  { name: 'Proof', stages: ['proof'] },
  { name: 'Gate', stages: ['gate'] },
  { name: 'Draft PR', stages: ['pull_request'] },
  { name: 'Checks and review', stages: ['watching'] },
  { name: 'Merged', stages: ['merged'] },
];

/** The strip on top of a fix: where it is, and how long each stage took. A stage visited twice counts both times. */
export function stripOf(job: Pick<JobBody, 'stage' | 'timeline'>, now: number): StripStep[] {
  const spent = new Map<Stage, number>();
  let last: Stage = 'queued';
  job.timeline.forEach((entry, i) => {
    const next = job.timeline[i + 1];
    if (!isEnded(entry.stage)) last = entry.stage;
    const until = next ? Date.parse(next.at) : isEnded(entry.stage) ? Date.parse(entry.at) : now;
    spent.set(entry.stage, (spent.get(entry.stage) ?? 0) + Math.max(0, until - Date.parse(entry.at)));
  });
  const reached = job.stage === 'merged' ? 'merged' : isEnded(job.stage) ? last : job.stage;
  const at = STEPS.findIndex((step) => step.stages.includes(reached));
  return STEPS.map((step, i) => {
    const entered = step.stages.filter((stage) => spent.has(stage));
    const ms = entered.length === 0 ? null : entered.reduce((sum, stage) => sum + (spent.get(stage) ?? 0), 0);
    const here = job.stage === 'merged' ? 'done' : isEnded(job.stage) ? 'stopped' : 'now';
    const state = i < at ? 'done' : i > at ? 'ahead' : here;
    return { name: state === 'done' ? (step.done ?? step.name) : step.name, state, ms: step.name === 'Merged' ? null : ms };
  });
}
