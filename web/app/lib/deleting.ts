import { useFetcher } from 'react-router';
import type { ActionResult } from './api.server.ts';

/**
 * The deletion of a project. The root holds on to it too: news of the deletion may take the project's page away before its
 * answer, which leads home, has come.
 */
export const useDeleting = () => useFetcher<ActionResult>({ key: 'delete-project' });
