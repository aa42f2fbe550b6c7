import { afterAll, beforeAll, expect, inject, it } from 'vitest';
import { Connection } from '@temporalio/client';
import { openLauncher } from '#temporal/launcher';
import { workflowIds } from '#temporal/workflow-ids';
import { createLog } from './infra/log.ts';
import { sentryHeaders, startTestApi, type TestApi } from '#tests/api';

const SECRET = 'a-signing-secret-of-sentry';

let api: TestApi;
beforeAll(async () => {
  const { address, namespace } = inject('temporal');
  api = await startTestApi({
    env: { TEMPORAL_ADDRESS: address, TEMPORAL_NAMESPACE: namespace },
    launcher: (env) => openLauncher(env, createLog({ LOG_LEVEL: 'fatal', LOG_FORMAT: 'json' })),
  });
});
afterAll(() => api.stop());

it('a delivery starts the ingestion of its project on a real Temporal server', async () => {
  const { address, namespace } = inject('temporal');
  const projectId = await api.project();
  await api.ask(`/config/sentry/secret?project_id=${projectId}`, { method: 'POST', body: { secret: SECRET } });

  const answer = await api.ask(`/ingest/sentry?project_id=${projectId}`, {
    method: 'POST',
    token: null,
    body: '{}',
    headers: sentryHeaders(SECRET, '{}'),
  });

  expect(answer.status).toBe(202);
  const connection = await Connection.connect({ address });
  const describeIngest = () =>
    connection.workflowService.describeWorkflowExecution({ namespace, execution: { workflowId: workflowIds.ingest(projectId) } });
  await expect
    .poll(() =>
      describeIngest().then(
        ({ workflowExecutionInfo }) => workflowExecutionInfo?.type?.name,
        () => null,
      ),
    )
    .toBe('ingestBatches');

  expect((await api.ask(`/projects/${projectId}`, { method: 'DELETE' })).status).toBe(204);
  await expect
    .poll(() =>
      describeIngest().then(
        ({ workflowExecutionInfo }) => Boolean(workflowExecutionInfo?.closeTime),
        () => false,
      ),
    )
    .toBe(true);
  await connection.close();
});

it('the status page measures Temporal', async () => {
  const { body } = await api.ask('/status', { token: null });

  expect(body.parts.find((part: { name: string }) => part.name === 'temporal')).toMatchObject({ state: 'up' });
});
