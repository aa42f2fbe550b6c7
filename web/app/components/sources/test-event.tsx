import type { DeliveryBody, SourceConfigBody, TestEventAnswer } from '#domain/api-contract';
import type { ReactNode } from 'react';
import { Link } from 'react-router';
import type { z } from 'zod';
import { useProject } from '../../lib/project-data.ts';
import { useSourceAction } from '../../lib/source-actions.ts';
import { useDelivery } from '../../lib/use-delivery.ts';
import { Button } from '../ui/button.tsx';
import { CircleCheck, CircleX, LoaderCircle, Send } from '../ui/icons.tsx';
import { Problem } from '../ui/problem.tsx';

const ICON = { size: 15 } as const;

/** Sends a sample the way its sender would, and says what became of it as soon as that is known. */
export function TestEvent({ source }: { source: SourceConfigBody }) {
  const action = useSourceAction<z.infer<typeof TestEventAnswer>>(source.source);
  const id = action.value?.id ?? null;
  const delivery = useDelivery(id);
  return (
    <>
      <Button busy={action.busy} onClick={() => action.send('test')}>
        <Send size={14} />
        {action.busy ? 'Sending' : 'Send test event'}
        <span className="sr-only"> to {source.label}</span>
      </Button>
      <div role="status" className="order-last basis-full empty:hidden">
        {id !== null && <Outcome id={id} delivery={delivery} />}
      </div>
      {action.error && <Problem words={action.error.message} className="order-last basis-full" />}
    </>
  );
}

function Outcome({ id, delivery }: { id: string; delivery: DeliveryBody | null }) {
  const { project } = useProject();
  const show = (
    <Link to={`/p/${project.id}/sources?d=${id}`} preventScrollReset className="font-medium underline">
      Show it
    </Link>
  );
  if (!delivery || delivery.state === 'waiting') {
    return (
      <Line tone="text-muted" icon={<LoaderCircle {...ICON} className="animate-spin" />}>
        Kept. Waiting for what becomes of it.
      </Line>
    );
  }
  if (delivery.state === 'dead_letter') {
    return (
      <Line tone="text-danger" icon={<CircleX {...ICON} />}>
        It came in and was not understood: {delivery.reason ?? 'no reason was noted'}. {show}
      </Line>
    );
  }
  return (
    <Line tone="text-good" icon={<CircleCheck {...ICON} />}>
      It came in and was understood
      {delivery.latency_ms === null ? '' : `, after ${delivery.latency_ms.toLocaleString('en-US')} ms`}. No report is made of it. {show}
    </Line>
  );
}

function Line({ tone, icon, children }: { tone: string; icon: ReactNode; children: ReactNode }) {
  return (
    <p className={`flex gap-2 ${tone}`}>
      <span className="mt-px shrink-0">{icon}</span>
      <span className="min-w-0">{children}</span>
    </p>
  );
}
