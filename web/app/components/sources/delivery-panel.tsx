import type { DeliveryDetailBody, ReplayAnswer } from '#domain/api-contract';
import { useFetcher, useNavigate, useSearchParams } from 'react-router';
import type { ActionResult } from '../../lib/api.server.ts';
import { deliveryChip, deliveryMeaning, latencyWords, prettyBody, sizeWords } from '../../lib/delivery.ts';
import { useProject } from '../../lib/project-data.ts';
import { sourceName } from '../../lib/sources.ts';
import { exact, plural } from '../../lib/time.ts';
import { withView } from '../../lib/view.ts';
import { Button, ButtonLink } from '../ui/button.tsx';
import { Chip } from '../ui/chip.tsx';
import { CopyText } from '../ui/copy.tsx';
import { Dialog } from '../ui/dialog.tsx';
import { ArrowRight, RotateCcw } from '../ui/icons.tsx';
import { Problem } from '../ui/problem.tsx';

export interface Opened {
  delivery: DeliveryDetailBody | null;
  problem: string | null;
}

/** One delivery over the log: what it says, what became of it, and trying it again. */
export function DeliveryPanel({ opened: { delivery, problem } }: { opened: Opened }) {
  const [params] = useSearchParams();
  const navigate = useNavigate();
  const close = () => void navigate(withView(params, { d: null }), { replace: true, preventScrollReset: true });
  return (
    <Dialog
      wide
      open
      onOpenChange={(open) => !open && close()}
      title={delivery ? `Delivery of ${sourceName(delivery.source)}` : 'Delivery'}
    >
      {delivery ? <Detail delivery={delivery} /> : <Problem words={problem ?? 'It cannot be read.'} />}
    </Dialog>
  );
}

function Detail({ delivery }: { delivery: DeliveryDetailBody }) {
  const chip = deliveryChip(delivery.state);
  const facts: ReadonlyArray<readonly [string, string]> = [
    ['Received', exact(delivery.received_at)],
    ['Event', delivery.event_type ?? 'none named'],
    ['Delivery id', delivery.delivery_id],
    ['Settled after', delivery.latency_ms === null ? 'not yet' : latencyWords(delivery.latency_ms)],
    ['Tried', plural(delivery.attempts, 'time')],
    ['Came again', delivery.duplicates === 0 ? 'no' : `${plural(delivery.duplicates, 'time')}, counted once`],
    ['Size', sizeWords(delivery.size_bytes)],
  ];
  return (
    <div className="flex flex-col gap-4">
      <p className="flex flex-wrap items-center gap-2">
        <Chip tone={chip.tone}>{chip.text}</Chip>
        <span className="min-w-0 break-words">{delivery.reason ?? deliveryMeaning(delivery.state)}</span>
      </p>
      <Decisions delivery={delivery} />
      <dl className="grid grid-cols-[max-content_minmax(0,1fr)] gap-x-4 gap-y-0.5">
        {facts.map(([name, value]) => (
          <div key={name} className="contents">
            <dt className="text-muted">{name}</dt>
            <dd className="break-all" suppressHydrationWarning>
              {value}
            </dd>
          </div>
        ))}
      </dl>
      <Body delivery={delivery} />
    </div>
  );
}

function Decisions({ delivery }: { delivery: DeliveryDetailBody }) {
  const { project } = useProject();
  const replay = useFetcher<ActionResult<ReplayAnswer>>();
  const busy = replay.state !== 'idle';
  const waits = delivery.state === 'waiting';
  const again = () => void replay.submit({}, { method: 'post', action: `/p/${project.id}/deliveries/${delivery.id}` });
  return (
    <div className="flex flex-col gap-2">
      {replay.data?.ok === false && !busy && <Problem words={replay.data.error.message} />}
      <div className="flex flex-wrap items-center gap-2">
        {delivery.report_id !== null && (
          <ButtonLink look="primary" to={`/p/${project.id}/reports/${delivery.report_id}`}>
            Open its report
            <ArrowRight size={14} />
          </ButtonLink>
        )}
        <Button busy={busy} disabled={waits || delivery.body === null} onClick={again}>
          <RotateCcw size={14} />
          {busy ? 'Replaying' : 'Replay'}
        </Button>
        <span role="status" className="text-muted">
          {replay.data?.ok === true && !busy && (waits ? 'It is tried again.' : 'It was tried again; above is what became of it.')}
        </span>
      </div>
    </div>
  );
}

/** As text, whatever it says. */
function Body({ delivery: { body } }: { delivery: DeliveryDetailBody }) {
  if (body === null) return <p className="text-muted">Its body is no longer kept.</p>;
  return (
    <section className="flex flex-col gap-1.5">
      <h3 className="text-xs font-semibold text-muted">
        {body.kind === 'received' ? 'Body, as it came' : 'Body, without secrets and personal data'}
      </h3>
      <CopyText block text={prettyBody(body.text)} label="the body" />
    </section>
  );
}
