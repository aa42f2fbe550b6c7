import { z } from 'zod';
import { StoredBounds } from './clustering/bounds.ts';

/** `local`: the GitHub peer that npm start runs. `github`: github.com or a GitHub Enterprise Server. */
export const CodeHostKind = z.enum(['local', 'github']);
export type CodeHostKind = z.infer<typeof CodeHostKind>;

/** owner/name, as GitHub spells it. The only way a repository is ever named; never taken from a report. */
export const RepositoryName = z.string().regex(/^[A-Za-z0-9][A-Za-z0-9-]{0,38}\/(?!\.{1,2}$)[A-Za-z0-9._-]{1,100}$/, 'expected owner/name');
export type RepositoryName = z.infer<typeof RepositoryName>;

/** A branch name we are willing to hand to git. */
export const BranchName = z
  .string()
  .max(200)
  .regex(/^(?!-)(?!.*\.\.)(?!.*\/\/)(?!.*\.lock$)[A-Za-z0-9._/-]+$/, 'expected a branch name');
export type BranchName = z.infer<typeof BranchName>;

export const ProjectSettings = z.object({
  codeHost: CodeHostKind.default('github'),
  repository: RepositoryName.nullable().default(null),
  /** null: the repository's default branch. */
  baseBranch: BranchName.nullable().default(null),
  /** argv of the repository's test run; never a shell string. */
  testCommand: z.array(z.string().min(1).max(500)).min(1).max(20).default(['npm', 'test']),
  /** Calibrated on this project, or set by a person, per kind of evidence and space of vectors; none: the shipped ones. */
  bounds: z.array(StoredBounds).max(40).default([]),
  /** Bounds that the project's own answers ask for are set without a person. */
  boundsByThemselves: z.boolean().default(false),
  /** Name of the space that grouping compares vectors in; null: none was written yet. Another embedder fills its own space first, then it switches. */
  vectorSpace: z.string().max(300).nullable().default(null),
});
export type ProjectSettings = z.infer<typeof ProjectSettings>;

export interface Project {
  /** UUID. */
  id: string;
  ownerId: string;
  /** 1..80 characters, trimmed. */
  name: string;
  isSample: boolean;
  settings: ProjectSettings;
  /** ISO 8601, UTC, as are all times in domain/. */
  createdAt: string;
}

declare const proven: unique symbol;
/**
 * Proof that whoever asks may act on this project. Built by the API's tenant guard from a session, token or MAC, and by
 * activities from the id their workflow was started with. Every store method takes one; a bare project id opens nothing.
 */
export interface TenantScope {
  readonly projectId: string;
  /** Whose quota counts. */
  readonly ownerId: string;
  readonly [proven]: true;
}

/** Only guards and activity entry points call this. */
export function tenantScope(project: Pick<Project, 'id' | 'ownerId'>): TenantScope {
  return { projectId: project.id, ownerId: project.ownerId } as TenantScope;
}
