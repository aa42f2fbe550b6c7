import type { TenantScope } from '../project.ts';
import type { RegroupOperation, Teaching } from '../teaching.ts';
import type { Page, PageRequest } from './page.ts';

/** What undoing an operation puts back: members and fields of every cluster it touched, as they were. */
export interface OperationSnapshot {
  clusters: readonly { clusterId: string; cluster: unknown; members: readonly string[] }[];
}

/** The edit journal and what it teaches. Kept in Postgres: it outlives every store it speaks of. */
export interface EditJournal {
  /** @throws {ConflictError} an operation with this id and another command is there */
  begin(scope: TenantScope, operation: RegroupOperation, snapshot: OperationSnapshot): Promise<void>;
  update(
    scope: TenantScope,
    id: string,
    fields: Partial<Pick<RegroupOperation, 'state' | 'effects' | 'error' | 'undoneAt'>>,
  ): Promise<void>;
  get(scope: TenantScope, id: string): Promise<{ operation: RegroupOperation; snapshot: OperationSnapshot } | null>;
  /** Newest first; those that touched this cluster, where given. */
  list(scope: TenantScope, request: PageRequest & { clusterId?: string }): Promise<Page<RegroupOperation>>;
  /** Links of an applied operation; again with the same id replaces them. */
  putLinks(scope: TenantScope, id: string, links: Teaching): Promise<void>;
  /** Of all operations in force. */
  teaching(scope: TenantScope): Promise<Teaching>;
  /** Forgets reports that are gone. */
  forget(scope: TenantScope, reportIds: readonly string[]): Promise<void>;
}
