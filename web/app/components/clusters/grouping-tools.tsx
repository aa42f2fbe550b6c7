import type { ClusteringStatusBody } from '#domain/api-contract';
import { lazy, Suspense, useState } from 'react';
import { askApi, useAsked } from '../../lib/ask-api.ts';
import { useChanges } from '../../lib/live.tsx';
import { useProject } from '../../lib/project-data.ts';
import { plural } from '../../lib/time.ts';
import { useNotice } from '../frame/notice.tsx';
import { Button } from '../ui/button.tsx';
import { Chip } from '../ui/chip.tsx';
import { History, Play, Sparkles } from '../ui/icons.tsx';

const CleanUpDialog = lazy(() => import('./clean-up-dialog.tsx').then((all) => ({ default: all.CleanUpDialog })));
const RunsDialog = lazy(() => import('./runs-dialog.tsx').then((all) => ({ default: all.RunsDialog })));
const ICON = { size: 14 } as const;

/** How the grouping stands, and what a person may ask of it. */
export function GroupingTools() {
  const { project, stats } = useProject();
  const say = useNotice();
  const [changes, setChanges] = useState(0);
  const [busy, setBusy] = useState(false);
  const [open, setOpen] = useState<'runs' | 'clean-up' | null>(null);
  const close = () => setOpen(null);
  const status = useAsked<ClusteringStatusBody>('/clustering/status', { again: `${changes} ${stats.unclustered}` });
  useChanges(({ kind }) => kind === 'report' && setChanges((n) => n + 1));
  const known = status?.ok === true ? status.value : null;
  const runNow = async () => {
    setBusy(true);
    const answer = await askApi(project.id, '/cluster-jobs', { method: 'POST' });
    setBusy(false);
    say(answer.ok ? 'Grouping runs now.' : answer.error.message, answer.ok ? 'good' : 'danger');
    setChanges((n) => n + 1);
  };
  return (
    <>
      {known && <StatusPill status={known} />}
      {known && known.pending_unclustered > 0 && (
        <Button small busy={busy} onClick={() => void runNow()}>
          <Play {...ICON} />
          Group now
        </Button>
      )}
      <Button small look="quiet" onClick={() => setOpen('runs')}>
        <History {...ICON} />
        <span className="max-[480px]:sr-only">Runs</span>
      </Button>
      <Button small onClick={() => setOpen('clean-up')}>
        <Sparkles {...ICON} />
        <span className="max-[480px]:sr-only">Clean up</span>
      </Button>
      <Suspense>
        {open === 'runs' && <RunsDialog again={`${changes} ${stats.unclustered}`} onClose={close} />}
        {open === 'clean-up' && <CleanUpDialog onClose={close} />}
      </Suspense>
    </>
  );
}

function StatusPill({ status }: { status: ClusteringStatusBody }) {
  const { reembedding, is_clustering: runs, pending_unclustered: waiting, workflow } = status;
  const [text, tone] = reembedding
    ? ([`Comparing anew, ${reembedding.done} of ${reembedding.total}`, 'accent'] as const)
    : runs
      ? (['Grouping', 'accent'] as const)
      : waiting > 0
        ? ([`${plural(waiting, 'report')} waiting`, 'warn'] as const)
        : (['All grouped', 'good'] as const);
  return (
    <span role="status" className="max-[560px]:hidden">
      <Chip tone={tone} title={workflow?.detail ?? undefined}>
        {text}
      </Chip>
    </span>
  );
}
