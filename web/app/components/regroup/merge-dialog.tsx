import { useState } from 'react';
import type { ClusterRef } from '../../lib/regroup-commands.ts';
import { plural } from '../../lib/time.ts';
import { Dialog } from '../ui/dialog.tsx';
import { X } from '../ui/icons.tsx';
import { ClusterPicker } from './cluster-picker.tsx';
import { Previewed } from './previewed.tsx';
import type { LayerProps } from '../../lib/regroup-layer.ts';

const MOST = 51;

/** Several clusters become one: which, whose name stays, and what that comes to. */
export function MergeDialog({ layer, onClose }: LayerProps<'merge'>) {
  const [clusters, setClusters] = useState<readonly ClusterRef[]>(layer.clusters);
  const [kept, setKept] = useState<string | null>(null);
  const into = clusters.find(({ id }) => id === kept) ?? clusters.toSorted((a, b) => b.count - a.count)[0];
  const [first] = clusters;
  const command =
    into && clusters.length > 1
      ? ({ kind: 'merge', into: into.id, from: clusters.filter(({ id }) => id !== into.id).map(({ id }) => id) } as const)
      : null;
  return (
    <Dialog
      open
      onOpenChange={(open) => !open && onClose()}
      title={clusters.length > 1 ? `Merge ${clusters.length} clusters` : `Merge “${first?.title ?? ''}” with`}
      description="Their reports become one cluster, and the machine keeps them together from now on."
    >
      <div className="flex flex-col gap-3.5">
        {clusters.length > 1 && (
          <fieldset className="flex min-w-0 flex-col gap-1">
            <legend className="mb-1 font-medium">Which one stays</legend>
            {clusters.map((each) => (
              <div key={each.id} className="flex items-center gap-2">
                <label className="flex min-h-8 min-w-0 flex-1 items-center gap-2 max-[720px]:min-h-11">
                  <input
                    type="radio"
                    name="into"
                    className="accent-accent"
                    checked={each.id === into?.id}
                    onChange={() => setKept(each.id)}
                  />
                  <span dir="auto" className="min-w-0 flex-1 truncate text-left">
                    {each.title}
                  </span>
                  <span className="nums text-muted">{plural(each.count, 'report')}</span>
                </label>
                <button
                  type="button"
                  aria-label={`Leave out ${each.title}`}
                  onClick={() => setClusters(clusters.filter(({ id }) => id !== each.id))}
                  className="inline-flex h-7 w-7 items-center justify-center rounded-md text-muted hover:bg-sunken hover:text-text"
                >
                  <X size={14} />
                </button>
              </div>
            ))}
            <p className="text-sm text-muted">
              Links to the others lead to it. Its title and summary are written anew from all reports, unless a person wrote them.
            </p>
          </fieldset>
        )}
        {first && clusters.length < 2 && (
          <ClusterPicker
            near={first.id}
            without={clusters.map(({ id }) => id)}
            onPick={(cluster) => setClusters((now) => [...now, cluster].slice(0, MOST))}
          />
        )}
        <Previewed command={command} verb="Merge" doing="Merging" onDone={layer.onDone} onClose={onClose} />
      </div>
    </Dialog>
  );
}
