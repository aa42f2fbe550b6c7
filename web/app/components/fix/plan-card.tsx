import type { JobDetailBody, PlanBody } from '#domain/api-contract';
import { lazy, type ReactNode, Suspense, useState } from 'react';
import { usePersonName } from '../../lib/person.ts';
import { exact, timeOfDay } from '../../lib/time.ts';
import { Button } from '../ui/button.tsx';
import { Card } from '../ui/card.tsx';
import { Chip } from '../ui/chip.tsx';
import { ClipboardList } from '../ui/icons.tsx';
import { WithCode } from '../ui/with-code.tsx';

const PromptDialog = lazy(() => import('./prompt-dialog.tsx').then((all) => ({ default: all.PromptDialog })));

interface PlanCardProps {
  plan: PlanBody;
  job: JobDetailBody;
  /** While it waits for a person it is the page's main matter. */
  large: boolean;
  children?: ReactNode;
}

/** The plan in words, and the exact prompt that comes of it. */
export function PlanCard({ plan, job, large, children }: PlanCardProps) {
  const [shown, setShown] = useState(false);
  const personName = usePersonName();
  const approvedAt = job.approved_by === null ? null : (job.timeline.findLast((entry) => entry.stage === 'sandbox')?.at ?? null);
  return (
    <Card
      title={`Plan v${plan.version}`}
      icon={<ClipboardList size={15} />}
      tone={large ? 'accent' : undefined}
      aside={
        <>
          {approvedAt !== null && (
            <span title={`By ${personName(job.approved_by ?? '')}, ${exact(approvedAt)}`} suppressHydrationWarning>
              <Chip>approved {timeOfDay(approvedAt).slice(0, 5)}</Chip>
            </span>
          )}
          <span className="min-w-0 flex-1 truncate text-sm text-muted">by {plan.by}</span>
          <Button look="quiet" small onClick={() => setShown(true)}>
            Exact prompt
          </Button>
        </>
      }
    >
      <div className={large ? 'flex flex-col gap-4 text-lg' : 'flex flex-col gap-2'}>
        {plan.note !== null && (
          <p className="text-muted">
            You asked: <q>{plan.note}</q>
          </p>
        )}
        <Part name="Root cause" words={plan.root_cause} />
        <Part name="Change" words={plan.change} />
        <div>
          <strong className="font-semibold">{plan.files.length === 1 ? 'File.' : 'Files.'}</strong>{' '}
          {plan.files.map((file, i) => (
            <span key={file}>
              {i > 0 && ', '}
              <code className="break-all">{file}</code>
            </span>
          ))}
          <span className="text-muted"> · the gate refuses all but these and tests</span>
        </div>
        <Part name="Test" words={plan.test} />
        {children}
      </div>
      {shown && (
        <Suspense>
          <PromptDialog plan={plan} onClose={() => setShown(false)} />
        </Suspense>
      )}
    </Card>
  );
}

function Part({ name, words }: { name: string; words: string }) {
  return (
    <p className="break-words whitespace-pre-line">
      <strong className="font-semibold">{name}.</strong> <WithCode text={words} />
    </p>
  );
}
