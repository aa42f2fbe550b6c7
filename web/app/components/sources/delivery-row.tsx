import type { DeliveryBody } from '#domain/api-contract';
import { Link } from 'react-router';
import { deliveryChip, deliveryMeaning, deliveryName, latencyWords } from '../../lib/delivery.ts';
import { sourceName } from '../../lib/sources.ts';
import { plural } from '../../lib/time.ts';
import { Chip } from '../ui/chip.tsx';
import { SourceMark } from '../ui/source-mark.tsx';
import { Time } from '../ui/time.tsx';

/** A delivery: from where, what, what became of it and why; opens to its body. */
export function DeliveryRow({ delivery, to }: { delivery: DeliveryBody; to: string }) {
  const chip = deliveryChip(delivery.state);
  const event = delivery.event_type ?? 'report';
  return (
    <li className="row-lazy border-b border-line-soft last:border-b-0 [contain-intrinsic-size:auto_41px]">
      <Link
        id={`delivery-${delivery.id}`}
        to={to}
        preventScrollReset
        className="flex min-h-[40px] items-center gap-3 px-3.5 py-1.5 hover:bg-sunken focus-visible:-outline-offset-2 max-[720px]:flex-wrap max-[720px]:gap-y-1"
      >
        <Time at={delivery.received_at} className="nums w-[46px] shrink-0 text-muted" />
        <span className="flex w-[96px] shrink-0 items-center gap-2">
          <SourceMark source={delivery.source} named={false} />
          <span className="truncate">{sourceName(delivery.source)}</span>
        </span>
        <span className="w-[130px] shrink-0 truncate text-muted max-[1000px]:hidden" title={event}>
          {event}
        </span>
        <span className="w-[112px] shrink-0 max-[720px]:w-auto">
          <Chip tone={chip.tone} title={deliveryMeaning(delivery.state)}>
            {chip.text}
          </Chip>
        </span>
        <span
          className="min-w-0 flex-1 truncate text-muted max-[720px]:order-last max-[720px]:basis-full"
          title={delivery.reason ?? undefined}
        >
          {delivery.reason ?? deliveryMeaning(delivery.state)}
        </span>
        {delivery.duplicates > 0 && (
          <span
            className="nums shrink-0 text-muted"
            title={`The same delivery came ${plural(delivery.duplicates, 'more time')}; nothing was counted twice`}
          >
            +{delivery.duplicates}
            <span className="sr-only"> times again</span>
          </span>
        )}
        <code className="w-[150px] shrink-0 truncate text-muted max-[1240px]:hidden" title={delivery.delivery_id}>
          {deliveryName(delivery)}
        </code>
        <span className="nums w-[64px] shrink-0 text-right text-muted max-[720px]:ml-auto" title="From received to settled">
          {latencyWords(delivery.latency_ms)}
        </span>
      </Link>
    </li>
  );
}
