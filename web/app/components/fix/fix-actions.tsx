import type { JobDetailBody } from '#domain/api-contract';
import { lazy, Suspense } from 'react';
import { isEnded } from '../../lib/stages.ts';
import { Button, ButtonLink, buttonClass } from '../ui/button.tsx';
import { ArrowUpRight, Square } from '../ui/icons.tsx';

const CancelDialog = lazy(() => import('./cancel-dialog.tsx').then((all) => ({ default: all.CancelDialog })));

interface FixActionsProps {
  job: JobDetailBody;
  projectId: string;
  cancelling: boolean;
  setCancelling: (open: boolean) => void;
}

/** What can be done with a fix from its title: look behind it, go to its cluster, stop it. */
export function FixActions({ job, projectId, cancelling, setCancelling }: FixActionsProps) {
  return (
    <div className="flex shrink-0 items-center gap-2">
      {job.tokens_used > 0 && (
        <span className="nums text-muted max-[860px]:hidden">{Math.ceil(job.tokens_used / 1000).toLocaleString('en-US')}k tokens</span>
      )}
      {job.workflow && (
        <a href={job.workflow.ui_url} target="_blank" rel="noreferrer" className={`${buttonClass('quiet')} max-[860px]:hidden`}>
          <span className="sr-only">Open in </span>Temporal UI
          <ArrowUpRight size={13} />
        </a>
      )}
      <ButtonLink to={`/p/${projectId}/clusters/${job.cluster_id}`}>Cluster</ButtonLink>
      {!isEnded(job.stage) && (
        <>
          <Button onClick={() => setCancelling(true)}>
            <Square size={13} />
            Cancel
          </Button>
          {cancelling && (
            <Suspense>
              <CancelDialog job={job} projectId={projectId} onClose={() => setCancelling(false)} />
            </Suspense>
          )}
        </>
      )}
    </div>
  );
}
