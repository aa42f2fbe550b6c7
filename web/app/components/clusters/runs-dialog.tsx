import type { ClusterJobBody } from '#domain/api-contract';
import { useState } from 'react';
import { useAsked } from '../../lib/ask-api.ts';
import type { List } from '../../lib/list.ts';
import { runChip, runTook, runWords } from '../../lib/run-words.ts';
import { Button } from '../ui/button.tsx';
import { Chip } from '../ui/chip.tsx';
import { Dialog } from '../ui/dialog.tsx';
import { Problem } from '../ui/problem.tsx';
import { Time } from '../ui/time.tsx';

const FIRST = 20;
const MOST = 200;

/** What the machine did by itself, the newest first. @param again another value reads them again */
export function RunsDialog({ again, onClose }: { again: string | number; onClose: () => void }) {
  const [limit, setLimit] = useState(FIRST);
  const answer = useAsked<List<ClusterJobBody>>(`/cluster-jobs?limit=${limit}`, { again });
  const list = answer?.ok === true ? answer.value : null;
  return (
    <Dialog
      open
      wide
      onOpenChange={(open) => !open && onClose()}
      title="Runs of grouping"
      description="Reports are grouped by themselves a moment after they came. What people change is in each cluster’s Activity."
    >
      <div className="flex flex-col gap-3">
        {answer === null && <p className="late text-muted">Reading the runs.</p>}
        {answer?.ok === false && <Problem words={answer.error.message} />}
        {list?.items.length === 0 && <p className="text-muted">No run yet. The first comes with the first report.</p>}
        {list && list.items.length > 0 && (
          <ul aria-label="Runs, newest first" className="flex flex-col">
            {list.items.map((run) => (
              <Run key={run.id} run={run} />
            ))}
          </ul>
        )}
        {list?.next_cursor && limit < MOST && (
          <p className="flex justify-center">
            <Button look="quiet" onClick={() => setLimit(MOST)}>
              Show older
            </Button>
          </p>
        )}
      </div>
    </Dialog>
  );
}

function Run({ run }: { run: ClusterJobBody }) {
  const chip = runChip(run);
  const { started_at: started, finished_at: finished } = run;
  return (
    <li className="flex flex-wrap items-baseline gap-x-2.5 gap-y-0.5 border-b border-line-soft py-2 last:border-b-0">
      <Chip tone={chip.tone}>{chip.text}</Chip>
      <span className="min-w-0 flex-[1_1_220px] break-words">{runWords(run)}</span>
      <span className="nums shrink-0 text-muted">
        {started && finished && `took ${runTook(started, finished)}, `}
        <Time at={started ?? run.created_at} sentence />
      </span>
    </li>
  );
}
