import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { historyFromJSON } from '@temporalio/common/lib/proto-utils.js';
import { Worker } from '@temporalio/worker';
import { beforeAll, describe, expect, it } from 'vitest';
import * as workflows from '#workflows/index';
import { failureConverterPath } from './data-converter.ts';
import { scenarios } from './scenarios/index.ts';
import { fileOf } from './scenarios/scenario.ts';
import { bundleWorkflows } from './workflow-bundle.ts';

const folder = fileURLToPath(new URL('./histories/', import.meta.url));
const files = readdirSync(folder).filter((name) => name.endsWith('.json'));

/** Needs no server: recorded decisions against today's code. */
describe('recorded histories', () => {
  let workflowBundle: { code: string };
  beforeAll(async () => {
    workflowBundle = await bundleWorkflows(silent);
  });

  const replay = async (named: { name: string; json: string }[]) => {
    const histories = named.map(({ name, json }) => ({ workflowId: name, history: historyFromJSON(JSON.parse(json)) }));
    const failed: string[] = [];
    for await (const result of Worker.runReplayHistories({ workflowBundle, dataConverter: { failureConverterPath } }, histories))
      if (result.error) failed.push(`${result.workflowId}: ${result.error.message}`);
    return failed;
  };
  const read = (name: string) => ({ name, json: readFileSync(`${folder}${name}`, 'utf8') });

  it('replay with the workflows as they are now', { timeout: 60_000 }, async () => {
    expect(await replay(files.map(read))).toEqual([]);
  });

  it.each(Object.keys(workflows))('%s has some', (workflow) => {
    expect(files.filter((name) => name.startsWith(`${workflow}.`))).not.toEqual([]);
  });

  it.each(scenarios.map(fileOf))('%s is there', (name) => {
    expect(files).toContain(name);
  });

  it('fail to replay where a workflow does something else', async () => {
    const { name, json } = read('clusterRun.completed.json');

    expect(await replay([{ name, json: json.replaceAll('"assignClusters"', '"assignSomethingElse"') }])).toEqual([
      expect.stringContaining('TMPRL1100'),
    ]);
  });

  it('hold no end but those of their names', () => {
    const ends = files.map((name) => {
      const { events } = JSON.parse(read(name).json) as { events: { eventType: string }[] };
      return [name.split('.')[1]?.split('-')[0], events.at(-1)?.eventType];
    });

    expect(
      ends.filter(
        ([end, type]) =>
          !String(type)
            .toLowerCase()
            .replaceAll('_', '')
            .includes(END_EVENTS[end ?? ''] ?? '?'),
      ),
    ).toEqual([]);
  });
});

/** First word of a scenario's end → its last event. */
const END_EVENTS: Record<string, string> = {
  completed: 'executioncompleted',
  continued: 'executioncontinuedasnew',
  failed: 'executionfailed',
  cancelled: 'executioncanceled',
};

const nothing = () => {};
const silent = { log: nothing, trace: nothing, debug: nothing, info: nothing, warn: nothing, error: nothing };
