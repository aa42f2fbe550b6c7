import { ConflictError, NotFoundError } from '#domain/errors';
import type { OperationSnapshot } from '#domain/ports/index';
import { tenantScope, type TenantScope } from '#domain/project';
import type { Evidence } from '#domain/report';
import type { RegroupOperation } from '#domain/teaching';
import type { OperationOutcome, OperationRef } from './contract.ts';
import type { RegroupingDeps } from './deps.ts';

export interface OpenOperation {
  scope: TenantScope;
  operation: RegroupOperation;
  snapshot: OperationSnapshot;
}

/** @throws {NotFoundError} the project was deleted, or no such operation was begun */
export async function openOperation(
  { projects, editJournal }: Pick<RegroupingDeps, 'projects' | 'editJournal'>,
  { projectId, operationId }: OperationRef,
): Promise<OpenOperation> {
  const project = await projects.find(projectId);
  if (!project) throw new NotFoundError('The project is gone.', { details: { projectId } });
  const scope = tenantScope(project);
  const found = await editJournal.get(scope, operationId);
  if (!found) throw new NotFoundError('There is no such operation.', { details: { projectId, operationId } });
  return { scope, ...found };
}

/** The answer to a conflict; anything else goes on. */
export function refusalOf(error: unknown): OperationOutcome & { message: string } {
  if (error instanceof ConflictError) return { outcome: 'refused', code: error.code, moved: 0, message: error.message };
  throw error;
}

export const movedIn = ({ moves }: Pick<OperationSnapshot, 'moves'>) => moves.reduce((sum, { reportIds }) => sum + reportIds.length, 0);

/** Why a report is where a person put it. */
export function personEvidence(now: string): Evidence {
  return {
    ...{ rule: 'person', version: 'person-1', score: null, bound: null, nearestReportId: null, nearestTitle: null },
    ...{ sharedWords: [], sharedFrames: [], fingerprint: null, space: null, decidedAt: now },
  };
}
