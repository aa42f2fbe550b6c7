// A worker of fixes alone, in a process of its own that a test can kill. Its one argument says what it stands on, as JSON.
import { NativeConnection, Runtime } from '@temporalio/worker';
import type { Activities } from '#activities/index';
import { createFixingActivities } from '#activities/fixing/index';
import type { Project } from '#domain/project';
import { failureConverterPath } from '#temporal/data-converter';
import type { TaskQueues } from '#temporal/task-queues';
import { bundleWorkflows } from '#temporal/workflow-bundle';
import { createWorkers } from '#temporal/workers';
import { fixingDeps, type FixingParts } from './fixing-deps.ts';

export interface FixingWorkerInput {
  temporal: { address: string; namespace: string };
  queues: TaskQueues;
  parts: Omit<FixingParts, 'findProject'>;
  project: Project;
}

const { temporal, queues, parts, project } = JSON.parse(process.argv[2] ?? '') as FixingWorkerInput;
const ignore = () => undefined;
const logger = { log: ignore, trace: ignore, debug: ignore, info: ignore, warn: ignore, error: ignore };
Runtime.install({ logger, telemetryOptions: { logging: { forward: {}, filter: 'OFF' } } });
const deps = fixingDeps({ ...parts, findProject: (id) => (id === project.id ? project : null) });
const workers = await createWorkers({
  connection: await NativeConnection.connect({ address: temporal.address }),
  namespace: temporal.namespace,
  dataConverter: { failureConverterPath },
  workflowBundle: await bundleWorkflows(logger),
  // The other activities are for workflows that nobody starts on these queues.
  activities: createFixingActivities({ ...deps, demoModel: false }) as Activities,
  queues,
});
process.stdout.write('ready\n');
await Promise.all(workers.map((worker) => worker.run()));
