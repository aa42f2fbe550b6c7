import type { DeliveryBody, RefusalBody } from '#domain/api-contract';
import { Link, useSearchParams } from 'react-router';
import type { List } from '../../lib/list.ts';
import type { LogView } from '../../lib/log-view.ts';
import { withView } from '../../lib/view.ts';
import { buttonClass } from '../ui/button.tsx';
import { Card } from '../ui/card.tsx';
import { ScrollText } from '../ui/icons.tsx';
import { PillLink } from '../ui/pill-link.tsx';
import { DeliveryRow } from './delivery-row.tsx';
import { LogTools } from './log-tools.tsx';
import { Refusals } from './refusals.tsx';
import { ReplayAll } from './replay-all.tsx';

interface DeliveryLogProps {
  view: LogView;
  deliveries: List<DeliveryBody> | null;
  refusals: List<RefusalBody> | null;
}

/** Everything that came, newest first: what was kept and what became of it, or what was refused and why. */
export function DeliveryLog({ view, deliveries, refusals }: DeliveryLogProps) {
  const [params] = useSearchParams();
  return (
    <div id="log" className="scroll-mt-3">
      <Card
        flush
        title="Delivery log"
        icon={<ScrollText size={15} />}
        aside={
          <>
            <nav aria-label="What came" className="flex-1">
              <ul className="flex gap-1">
                <PillLink to={withView(params, { log: null })} chosen={!view.refused} name="Kept" />
                <PillLink to={withView(params, { log: 'refused', state: null, q: null })} chosen={view.refused} name="Refused" />
              </ul>
            </nav>
            {deliveries && <ReplayAll view={view} />}
          </>
        }
      >
        <LogTools view={view} total={(deliveries ?? refusals)?.total ?? 0} />
        {deliveries && <Deliveries deliveries={deliveries} view={view} />}
        {refusals && <Refusals refusals={refusals} />}
      </Card>
    </div>
  );
}

function Deliveries({ deliveries, view }: { deliveries: List<DeliveryBody>; view: LogView }) {
  const [params] = useSearchParams();
  const filtered = view.source !== null || view.states.length > 0 || view.q !== '';
  if (deliveries.items.length === 0) {
    return (
      <p className="p-8 text-center text-muted">
        {filtered ? (
          <>
            No delivery is like that.{' '}
            <Link
              to={withView(params, { source: null, state: null, q: null })}
              replace
              preventScrollReset
              className="text-accent-text underline"
            >
              Show all
            </Link>
          </>
        ) : (
          'No delivery yet. Each one is listed here the moment it is kept.'
        )}
      </p>
    );
  }
  return (
    <>
      <ul aria-label="Deliveries, newest first">
        {deliveries.items.map((delivery) => (
          <DeliveryRow key={delivery.id} delivery={delivery} to={withView(params, { d: delivery.id })} />
        ))}
      </ul>
      {deliveries.next_cursor !== null && (
        <p className="flex justify-center p-2">
          <Link to={withView(params, { more: String(view.more + 1) })} replace preventScrollReset className={buttonClass('quiet')}>
            Show more, {(deliveries.total - deliveries.items.length).toLocaleString('en-US')} left
          </Link>
        </p>
      )}
    </>
  );
}
