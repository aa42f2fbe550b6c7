import type { Client } from '@temporalio/client';
import { decodeOptionalFailureToOptionalError } from '@temporalio/common/lib/internal-non-workflow/index.js';
import { NotFoundError, UnavailableError } from '#domain/errors';
import type { WorkflowLauncher } from '#domain/ports/index';
import { fixState } from '#workflows/messages';
import { attributeKeys } from '#workflows/search-attributes';

type FixDescription = Awaited<ReturnType<WorkflowLauncher['describeFix']>>;
type Read = <T>(call: () => Promise<T>) => Promise<T>;

/**
 * What Temporal knows of the latest fix of a cluster: its state from the server, its stage from the search attribute it keeps up to
 * date, so that no worker is needed; from the workflow itself only where that is missing.
 */
export async function describeFix(client: Client, workflowId: string, read: Read): Promise<FixDescription> {
  const described = await read(() => client.workflow.getHandle(workflowId).describe()).catch((error: unknown) => {
    if (error instanceof NotFoundError) return null;
    throw error;
  });
  if (!described) return null;
  const running = described.status.name === 'RUNNING';
  const pending = described.raw.pendingActivities ?? [];
  return {
    workflowId,
    runId: described.runId,
    running,
    stage: described.typedSearchAttributes.get(attributeKeys.stage) ?? (running ? await queriedStage(client, workflowId, read) : null),
    pendingActivities: await Promise.all(
      pending.map(async ({ activityType, attempt, lastFailure }) => ({
        type: activityType?.name ?? '',
        attempt: attempt ?? 1,
        lastFailure: (await decodeOptionalFailureToOptionalError(client.options.loadedDataConverter, lastFailure))?.message ?? null,
      })),
    ),
  };
}

async function queriedStage(client: Client, workflowId: string, read: Read): Promise<string | null> {
  try {
    return (await read(() => client.workflow.getHandle(workflowId).query(fixState))).stage;
  } catch (error) {
    // No worker, or it ended just now.
    if (error instanceof UnavailableError || error instanceof NotFoundError) return null;
    throw error;
  }
}
