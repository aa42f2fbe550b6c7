import { randomUUID } from 'node:crypto';
import { afterEach, expect, inject, it, vi } from 'vitest';
import type { OperationOutcome } from '#activities/regrouping/index';
import { openStage, type Stage, type StageOptions } from '#temporal/scenarios/stage';
import { workflowIds } from './workflow-ids.ts';

let stage: Stage;
let projectId: string;
afterEach(async () => {
  await stage.launcher.stopProject(projectId);
  await stage.close();
});

const open = async (activities: StageOptions['activities']) => {
  projectId = randomUUID();
  stage = await openStage({ ...inject('temporal'), activities });
};
const applied = async (): Promise<OperationOutcome> => ({ outcome: 'applied', code: null, moved: 2 });
const result = (operationId: string, undo = false) =>
  stage.client.workflow.getHandle(workflowIds.regroup(projectId, operationId, undo)).result();

it('answers once the change is made, and finds words for the clusters after that', async () => {
  let words = () => {};
  const written = new Promise<void>((resolve) => (words = resolve));
  await open({
    applyOperation: applied,
    settleOperation: async () => ({ clusterIds: ['a', 'b'] }),
    summarizeClusters: async ({ clusterIds }) => {
      await written;
      return { summarized: clusterIds.length };
    },
  });

  expect(await stage.launcher.regroup({ projectId, operationId: 'op', undo: false })).toEqual({ outcome: 'applied', code: null });
  words();

  expect(await result('op')).toEqual({ outcome: 'applied', code: null, moved: 2, described: 2 });
});

it('does nothing after a refusal, which it says', async () => {
  const settleOperation = vi.fn();
  await open({ applyOperation: async () => ({ outcome: 'refused', code: 'changed', moved: 0 }), settleOperation });

  expect(await stage.launcher.regroup({ projectId, operationId: 'op', undo: false })).toEqual({ outcome: 'refused', code: 'changed' });
  await result('op');

  expect(settleOperation).not.toHaveBeenCalled();
});

it('asked for twice while it runs, it is done once; its undoing is another workflow', async () => {
  const applyOperation = vi.fn(applied);
  let settle = () => {};
  const settled = new Promise<void>((resolve) => (settle = resolve));
  await open({
    applyOperation,
    undoOperation: async () => ({ outcome: 'undone', code: null, moved: 2 }),
    settleOperation: async () => {
      await settled;
      return { clusterIds: [] };
    },
  });
  const ask = (undo: boolean) => stage.launcher.regroup({ projectId, operationId: 'op', undo });

  const answers = [await ask(false), await ask(false), await ask(true)];
  settle();

  expect(answers.map(({ outcome }) => outcome)).toEqual(['applied', 'applied', 'undone']);
  expect(applyOperation).toHaveBeenCalledTimes(1);
  await Promise.all([result('op'), result('op', true)]);
});
