import { useProject } from './project-data.ts';

/** Who did it, by name where it is known here: the API tells people by id. */
export function usePersonName(): (id: string) => string {
  const { user } = useProject();
  return (id) => (id === user.id ? user.name : id);
}
