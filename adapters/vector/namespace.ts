import { spaceName } from '#domain/ports/vector-index';
import type { VectorSpace } from '#domain/ports/vector-index';
import type { TenantScope } from '#domain/project';

/** What every namespace of a project begins with. */
export function namespacePrefix({ projectId }: TenantScope): string {
  return `${projectId}:`;
}

/** `{project}:{space}`. The SDK puts it into the path as it is, so a space keeps only what needs no escaping there. */
export function namespaceOf(scope: TenantScope, space: VectorSpace): string {
  return namespacePrefix(scope) + spaceName(space).replace(/[^A-Za-z0-9._-]/g, '_');
}
