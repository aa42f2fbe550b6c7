import type { ClusterBody } from '#domain/api-contract';
import { useNavigate } from 'react-router';
import { useBulkActions } from './bulk-actions.ts';
import { actionKeys, useClusterActions } from './cluster-actions.ts';
import { type Selection, useSelection } from './selection.ts';
import { useKeys } from './use-keys.tsx';

/**
 * Choosing rows of a list of clusters, and the keys of what can be done with the chosen ones, else with the one in the preview.
 * @param current the one in the preview; left out where there is none: then X takes the row that has the focus
 */
export function useClusterSelection(clusters: readonly ClusterBody[], current: ClusterBody | null = null): Selection {
  const navigate = useNavigate();
  const selection = useSelection(clusters.map(({ id }) => id));
  const { chosen, toggle, clear } = selection;
  const bulk = useBulkActions(clusters.filter(({ id }) => chosen.has(id)));
  const single = useClusterActions(current);
  const some = chosen.size > 0;
  const one = current && !some && current.count > 1 ? current : null;
  useKeys([
    ...actionKeys(some ? bulk : single),
    ...(one
      ? [
          {
            keys: ['s'],
            caps: ['S'],
            label: 'choose reports to split',
            run: () => void navigate(`/p/${one.project_id}/clusters/${one.id}#reports`),
          },
        ]
      : []),
    ...(clusters.length > 0
      ? [
          {
            keys: ['x'],
            caps: ['X'],
            label: 'select',
            foot: true,
            run: (_: string, shift?: boolean) => {
              const focused = document.activeElement?.id.replace(/^row-/, '');
              const id = clusters.some((each) => each.id === focused) ? focused : current?.id;
              if (id !== undefined) toggle(id, shift);
            },
          },
        ]
      : []),
    ...(some ? [{ keys: ['Escape'], caps: ['Esc'], label: 'clear the selection', foot: true, run: clear }] : []),
  ]);
  return selection;
}
