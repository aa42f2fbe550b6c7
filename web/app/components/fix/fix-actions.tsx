import type { JobDetailBody } from '#domain/api-contract';
import { ArrowUpRight, Square } from 'lucide-react';
import { useEffect } from 'react';
import { useFetcher } from 'react-router';
import { type FixActionResult, fixActionsPath } from '../../lib/fixing.ts';
import { isEnded } from '../../lib/stages.ts';
import { Button, ButtonLink, buttonClass } from '../ui/button.tsx';
import { Dialog } from '../ui/dialog.tsx';
import { Problem } from '../ui/field.tsx';

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
        <a
          href={job.workflow.ui_url}
          target="_blank"
          rel="noreferrer"
          aria-label="Open in Temporal UI"
          className={`${buttonClass('quiet')} max-[860px]:hidden`}
        >
          Temporal UI
          <ArrowUpRight size={13} strokeWidth={1.75} aria-hidden="true" />
        </a>
      )}
      <ButtonLink to={`/p/${projectId}/clusters/${job.cluster_id}`}>Cluster</ButtonLink>
      {!isEnded(job.stage) && (
        <>
          <Button onClick={() => setCancelling(true)}>
            <Square size={13} strokeWidth={1.75} aria-hidden="true" />
            Cancel
          </Button>
          <CancelDialog job={job} projectId={projectId} open={cancelling} setOpen={setCancelling} />
        </>
      )}
    </div>
  );
}

interface CancelDialogProps {
  job: JobDetailBody;
  projectId: string;
  open: boolean;
  setOpen: (open: boolean) => void;
}

function CancelDialog({ job, projectId, open, setOpen }: CancelDialogProps) {
  const fetcher = useFetcher<FixActionResult>();
  const busy = fetcher.state !== 'idle';
  const done = fetcher.data?.ok === true && !busy;
  useEffect(() => {
    if (done) setOpen(false);
  }, [done, setOpen]);
  const cancel = () => void fetcher.submit({ intent: 'cancel', job_id: job.id }, { method: 'post', action: fixActionsPath(projectId) });
  const left = job.pr_url === null ? 'Nothing was pushed, so nothing is left behind.' : `Pull request #${job.pr_number} stays as it is.`;
  return (
    <Dialog open={open} onOpenChange={setOpen} title="Cancel this fix" description={`Its work stops now and its sandbox goes. ${left}`}>
      <div className="flex flex-col gap-3">
        {fetcher.data?.ok === false && !busy && <Problem words={fetcher.data.error.message} />}
        <div className="flex gap-2">
          <Button look="danger" busy={busy} onClick={cancel}>
            {busy ? 'Cancelling' : 'Cancel the fix'}
          </Button>
          <Button onClick={() => setOpen(false)}>Let it run</Button>
        </div>
      </div>
    </Dialog>
  );
}
