import { z } from 'zod';
import { BranchName, CodeHostKind, RepositoryName } from '../project.ts';
import { NonBlank } from './shared.ts';

// ---- who ----
export const UserBody = z.object({ id: z.string(), name: z.string(), github_login: z.string().nullable() });
/** GET /me → 200, or 401. GET /auth/options says how one may sign in. */
export const MeBody = z.object({ user: UserBody, projects: z.array(z.lazy(() => ProjectBody)) });
export type MeBody = z.infer<typeof MeBody>;
/** GET /auth/options, open to all. `local_owner`: POST /auth/local works for this caller. `github`: GET /auth/github starts OAuth. */
export const AuthOptionsBody = z.object({ local_owner: z.boolean(), github: z.boolean() });
export type AuthOptionsBody = z.infer<typeof AuthOptionsBody>;

// ---- projects: GET/POST /projects, GET/PATCH/DELETE /projects/{id}, GET /projects/{id}/contents ----
export const ProjectBody = z.object({
  id: z.string(),
  name: z.string(),
  is_sample: z.boolean(),
  code_host: CodeHostKind,
  repository: z.string().nullable(),
  base_branch: z.string().nullable(),
  test_command: z.array(z.string()),
  created_at: z.string(),
});
export type ProjectBody = z.infer<typeof ProjectBody>;
const ProjectName = z.string().trim().min(1).max(80);
const ProjectFields = z.object({
  code_host: CodeHostKind,
  repository: RepositoryName.nullable(),
  base_branch: BranchName.nullable(),
  test_command: z.array(z.string().min(1).max(500)).min(1).max(20),
});
export const CreateProject = ProjectFields.partial().extend({ name: ProjectName });
export type CreateProject = z.infer<typeof CreateProject>;
export const UpdateProject = ProjectFields.partial().extend({ name: ProjectName.optional() });
export type UpdateProject = z.infer<typeof UpdateProject>;
/** GET /projects/{id}/contents: what DELETE would remove. */
export const ProjectContentsBody = z.object({
  reports: z.number(),
  clusters: z.number(),
  fixes: z.number(),
  running_fixes: z.number(),
  deliveries: z.number(),
});
export type ProjectContentsBody = z.infer<typeof ProjectContentsBody>;

// ---- tokens: GET/POST /tokens, DELETE /tokens/{id} ----
export const CreateToken = z.strictObject({
  name: NonBlank.max(80),
  project_id: z.string().nullable().default(null),
  expires_in_days: z.number().int().min(1).max(365).nullable().default(90),
});
export const TokenShown = z.object({
  id: z.string(),
  name: z.string(),
  token: z.string(),
  project_id: z.string().nullable(),
  expires_at: z.string().nullable(),
});
/** GET /tokens lists these; the token itself is shown once, by POST. */
export const TokenBody = z.object({
  id: z.string(),
  name: z.string(),
  last_four: z.string(),
  project_id: z.string().nullable(),
  created_at: z.string(),
  expires_at: z.string().nullable(),
});
export type TokenBody = z.infer<typeof TokenBody>;
