import { useRouteLoaderData } from 'react-router';
import type { loader } from '../routes/project.tsx';

/** What the frame knows on every screen of a project. */
export function useProject() {
  const known = useRouteLoaderData<typeof loader>('routes/project');
  if (!known) throw new Error('useProject is used outside a project');
  return known;
}
