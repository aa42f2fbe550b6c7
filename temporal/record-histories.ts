// npm run record:histories: plays every scenario that has no history yet on the Temporal server at TEMPORAL_ADDRESS and keeps its history.
// A history that is kept stays as it is: it is a workflow that may be open in somebody's installation. Where a workflow changes its
// steps, patched() makes both shapes replay, and a new scenario records the new one.
import { randomUUID } from 'node:crypto';
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { historyToJSON } from '@temporalio/common/lib/proto-utils.js';
import { loadEnv } from '#config/env';
import { scenarios } from './scenarios/index.ts';
import { fileOf, type Scenario } from './scenarios/scenario.ts';
import { openStage } from './scenarios/stage.ts';

const folder = fileURLToPath(new URL('./histories/', import.meta.url));

async function record(scenario: Scenario, server: { address: string; namespace: string }): Promise<void> {
  const projectId = randomUUID();
  const { activities, settings = {} } = scenario;
  const stage = await openStage({ ...server, activities: activities(), settings });
  try {
    const { workflowId, runId } = await scenario.play(stage, projectId);
    const history = JSON.parse(historyToJSON(await stage.client.workflow.getHandle(workflowId, runId).fetchHistory()), withoutStack) as {
      events: unknown[];
    };
    // One event a line.
    const lines = history.events.map((event) => JSON.stringify(event)).join(',\n');
    writeFileSync(`${folder}${fileOf(scenario)}`, `{"events":[\n${lines}\n]}\n`);
    console.log(`${fileOf(scenario)}: ${history.events.length} events`);
  } finally {
    await stage.launcher.stopProject(projectId);
    await stage.close();
  }
}

/** Stacks name folders of this machine, and replay does not read them. */
function withoutStack(key: string, value: unknown): unknown {
  if (key !== 'encodedAttributes') return value;
  const { metadata, data } = value as { metadata: unknown; data: string };
  const { message } = JSON.parse(Buffer.from(data, 'base64').toString()) as { message: string };
  return { metadata, data: Buffer.from(JSON.stringify({ message, stack_trace: '' })).toString('base64') };
}

const env = loadEnv(process.env);
const server = { address: env.TEMPORAL_ADDRESS ?? `127.0.0.1:${env.TEMPORAL_PORT}`, namespace: env.TEMPORAL_NAMESPACE };
mkdirSync(folder, { recursive: true });
for (const scenario of scenarios) if (!existsSync(`${folder}${fileOf(scenario)}`)) await record(scenario, server);
process.exit(0);
