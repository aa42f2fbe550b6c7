import { spaceName, type VectorSpace } from '../ports/vector-index.ts';
import type { Project } from '../project.ts';

/**
 * Whether a project's vectors are compared in this space. Not while the space of another embedder is being filled: words and keys decide
 * then, and what is embedded goes into the new space. Pure.
 */
export function comparesIn({ settings: { vectorSpace } }: Pick<Project, 'settings'>, space: VectorSpace): boolean {
  return vectorSpace === null || vectorSpace === spaceName(space);
}
