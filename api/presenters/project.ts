import type { ProjectBody, UserBody } from '#domain/api-contract';
import type { User } from '#domain/ports/index';
import type { Project } from '#domain/project';
import type { z } from 'zod';

export function projectBody(project: Project): ProjectBody {
  const { settings } = project;
  return {
    id: project.id,
    name: project.name,
    is_sample: project.isSample,
    code_host: settings.codeHost,
    repository: settings.repository,
    base_branch: settings.baseBranch,
    test_command: settings.testCommand,
    created_at: project.createdAt,
  };
}

export function userBody(user: User): z.infer<typeof UserBody> {
  return { id: user.id, name: user.name, github_login: user.githubLogin };
}
