import {
  type Client,
  isGrpcServiceError,
  ServiceError,
  WorkflowUpdateFailedError,
  WorkflowUpdateRPCTimeoutOrCancelledError,
} from '@temporalio/client';
import { ApplicationFailure, NamespaceNotFoundError, WorkflowNotFoundError } from '@temporalio/common';
import { ConflictError, InternalError, NotFoundError, SoulcasterError, UnavailableError } from '#domain/errors';

/** gRPC codes: INVALID_ARGUMENT means that we asked for nonsense; no retry helps. */
const INVALID_ARGUMENT = 3;

/** Refusals of an update that its caller can act on; thrown by validators as the type of an ApplicationFailure. */
const CONFLICTS: Record<string, string> = {
  wrong_stage: 'The fix is not at a stage that allows this.',
  stale_plan: 'The plan has changed since it was shown.',
};

/**
 * One call to Temporal, ended by its deadline: without one, a call to a dead server is retried inside gRPC for about 19 s.
 * @throws {UnavailableError} not reached, too slow, or no worker answered; {NotFoundError} no such workflow runs;
 * {ConflictError} `wrong_stage` or `stale_plan`, the workflow's own refusal
 */
export async function callTemporal<T>(client: Client, deadlineMs: number, call: () => Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  // gRPC notices its own deadline up to two seconds late while it tries to connect.
  const late = new Promise<never>((_, reject) => (timer = setTimeout(() => reject(unavailable(undefined)), deadlineMs)));
  try {
    return await Promise.race([client.withDeadline(Date.now() + deadlineMs, call), late]);
  } catch (error) {
    throw translate(error);
  } finally {
    clearTimeout(timer);
  }
}

const unavailable = (cause: unknown) => new UnavailableError('Temporal did not answer.', { cause, details: { service: 'temporal' } });

function translate(error: unknown): Error {
  if (error instanceof SoulcasterError) return error;
  if (error instanceof WorkflowUpdateFailedError) return refusal(error);
  if (error instanceof WorkflowNotFoundError) return new NotFoundError('No such workflow runs.', { cause: error });
  if (
    error instanceof ServiceError ||
    error instanceof WorkflowUpdateRPCTimeoutOrCancelledError ||
    error instanceof NamespaceNotFoundError ||
    isGrpcServiceError(error)
  ) {
    if (grpcCode(error) === INVALID_ARGUMENT) return new InternalError('Temporal does not understand a request of ours.', { cause: error });
    return unavailable(error);
  }
  return new InternalError('A call to Temporal failed in a way we do not know.', { cause: error });
}

function refusal(error: WorkflowUpdateFailedError): Error {
  const type = error.cause instanceof ApplicationFailure ? (error.cause.type ?? '') : '';
  const message = CONFLICTS[type];
  if (message) return new ConflictError(message, { code: type, cause: error });
  // The workflow ended while it was asked.
  if (type === 'AcceptedUpdateCompletedWorkflow') return new NotFoundError('No such workflow runs.', { cause: error });
  return new InternalError('A workflow refused an update in a way we do not know.', { cause: error });
}

function grpcCode(error: unknown): number | undefined {
  if (isGrpcServiceError(error)) return error.code;
  return error instanceof Error && error.cause !== undefined ? grpcCode(error.cause) : undefined;
}
