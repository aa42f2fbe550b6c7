import type { DeliveryBody } from '#domain/api-contract';
import { expect, it } from 'vitest';
import { failingSources } from './delivery.ts';

const delivery = (
  source: DeliveryBody['source'],
  state: DeliveryBody['state'],
  minute: number,
  reason: string | null = null,
): DeliveryBody => ({
  id: `${source}-${minute}`,
  source,
  delivery_id: `${minute}`,
  event_type: null,
  state,
  reason,
  report_id: null,
  received_at: `2026-11-24T10:${minute}:00Z`,
  settled_at: null,
});

it('names a source whose newest deliveries failed, with the first of them in a row and the newest reason', () => {
  const newestFirst = [
    delivery('sentry', 'dead_letter', 50, 'no issue in it'),
    delivery('github', 'stored', 49),
    delivery('sentry', 'parked', 40, 'over quota'),
    delivery('sentry', 'stored', 30),
    delivery('sentry', 'dead_letter', 20, 'older'),
  ];

  expect(failingSources(newestFirst)).toEqual([{ source: 'sentry', since: '2026-11-24T10:40:00Z', reason: 'no issue in it' }]);
});

it('says nothing of a source that works again, or whose delivery is not settled yet', () => {
  expect(failingSources([delivery('sentry', 'repeat', 50), delivery('sentry', 'dead_letter', 40)])).toEqual([]);
  expect(failingSources([delivery('sentry', 'waiting', 50), delivery('sentry', 'filtered', 40)])).toEqual([]);
});
