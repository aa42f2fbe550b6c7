import type { DeliveryBody } from '#domain/api-contract';
import clsx from 'clsx';
import { ScrollText } from 'lucide-react';
import { Link, useSearchParams } from 'react-router';
import { deliveryChip, deliveryMeaning } from '../../lib/delivery.ts';
import type { List } from '../../lib/list.ts';
import { SOURCES, sourceName } from '../../lib/sources.ts';
import { type View, withView } from '../../lib/view.ts';
import { buttonClass } from '../ui/button.tsx';
import { Card } from '../ui/card.tsx';
import { Chip } from '../ui/chip.tsx';
import { SourceMark } from '../ui/source-mark.tsx';
import { Time } from '../ui/time.tsx';

/** Every delivery that was kept, newest first, and what became of it. */
export function DeliveryLog({ deliveries, view }: { deliveries: List<DeliveryBody>; view: View }) {
  const [params] = useSearchParams();
  const chosen = view.source[0] ?? null;
  return (
    <Card
      flush
      title="Delivery log"
      icon={<ScrollText size={15} strokeWidth={1.75} aria-hidden="true" />}
      aside={
        <>
          <span className="nums flex-1 text-muted">{deliveries.total.toLocaleString('en-US')}</span>
          <nav aria-label="Deliveries by source">
            <ul className="flex gap-1">
              {[null, ...SOURCES].map((source) => (
                <li key={source}>
                  <Link
                    to={withView(params, { source })}
                    replace
                    preventScrollReset
                    aria-current={chosen === source || undefined}
                    className={clsx(
                      'flex h-[25px] items-center rounded-md px-2.5 font-medium max-[720px]:h-11',
                      chosen === source ? 'bg-accent-soft text-accent-text' : 'text-muted hover:bg-sunken',
                    )}
                  >
                    {source === null ? 'All' : sourceName(source)}
                  </Link>
                </li>
              ))}
            </ul>
          </nav>
        </>
      }
    >
      {deliveries.items.length === 0 && (
        <p className="p-6 text-center text-muted">No delivery yet. Each one is listed here the moment it is kept.</p>
      )}
      <ul>
        {deliveries.items.map((delivery) => (
          <Row key={delivery.id} delivery={delivery} />
        ))}
      </ul>
      {deliveries.next_cursor !== null && (
        <p className="flex justify-center p-2">
          <Link to={withView(params, { more: String(view.more + 1) })} replace preventScrollReset className={buttonClass('quiet')}>
            Show more, {(deliveries.total - deliveries.items.length).toLocaleString('en-US')} left
          </Link>
        </p>
      )}
    </Card>
  );
}

function Row({ delivery }: { delivery: DeliveryBody }) {
  const chip = deliveryChip(delivery.state);
  return (
    <li className="flex min-h-[40px] items-center gap-3 border-b border-line-soft px-3.5 py-1.5 last:border-b-0">
      <SourceMark source={delivery.source} />
      <span className="w-[110px] shrink-0 truncate max-[720px]:hidden">{delivery.event_type ?? 'report'}</span>
      <span className="w-[112px] shrink-0">
        <Chip tone={chip.tone} title={deliveryMeaning(delivery.state)}>
          {chip.text}
        </Chip>
      </span>
      <span className="min-w-0 flex-1 truncate text-muted" title={delivery.reason ?? undefined}>
        {delivery.reason ?? deliveryMeaning(delivery.state)}
      </span>
      <code className="w-[150px] shrink-0 truncate text-muted max-[860px]:hidden" title={`Delivery ${delivery.delivery_id}`}>
        {delivery.delivery_id}
      </code>
      <Time at={delivery.received_at} className="nums w-[50px] shrink-0 text-right text-muted" />
    </li>
  );
}
