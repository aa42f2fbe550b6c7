import type { JobDetailBody } from '#domain/api-contract';
import { useFetcher } from 'react-router';
import { type FixActionResult, fixActionsPath } from '../../lib/fixing.ts';
import { useWhen } from '../../lib/when.ts';
import { Button } from '../ui/button.tsx';
import { Dialog } from '../ui/dialog.tsx';
import { Problem } from '../ui/problem.tsx';

interface CancelDialogProps {
  job: JobDetailBody;
  projectId: string;
  onClose: () => void;
}

/** Asks before a fix is stopped, and says what stays behind. */
export function CancelDialog({ job, projectId, onClose }: CancelDialogProps) {
  const fetcher = useFetcher<FixActionResult>();
  const busy = fetcher.state !== 'idle';
  useWhen(fetcher.data?.ok === true && !busy ? 'done' : null, onClose);
  const cancel = () => void fetcher.submit({ intent: 'cancel', job_id: job.id }, { method: 'post', action: fixActionsPath(projectId) });
  const left = job.pr_url === null ? 'Nothing was pushed, so nothing is left behind.' : `Pull request #${job.pr_number} stays as it is.`;
  return (
    <Dialog
      open
      onOpenChange={(open) => !open && onClose()}
      title="Cancel this fix"
      description={`Its work stops now and its sandbox goes. ${left}`}
    >
      <div className="flex flex-col gap-3">
        {fetcher.data?.ok === false && !busy && <Problem words={fetcher.data.error.message} />}
        <div className="flex gap-2">
          <Button look="danger" busy={busy} onClick={cancel}>
            {busy ? 'Cancelling' : 'Cancel the fix'}
          </Button>
          <Button onClick={onClose}>Let it run</Button>
        </div>
      </div>
    </Dialog>
  );
}
