import { NotFoundError } from '#domain/errors';
import type { Projects } from '#domain/ports/index';
import { type Project, tenantScope, type TenantScope } from '#domain/project';

/** @throws {NotFoundError} the project was deleted meanwhile; nothing is left to group */
export async function openProject(projects: Pick<Projects, 'find'>, projectId: string): Promise<{ project: Project; scope: TenantScope }> {
  const project = await projects.find(projectId);
  if (!project) throw new NotFoundError('The project is gone.', { details: { projectId } });
  return { project, scope: tenantScope(project) };
}
