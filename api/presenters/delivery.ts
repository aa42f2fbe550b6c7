import type { DeliveryBody, DeliveryDetailBody } from '#domain/api-contract';
import type { DeliveryContent, DeliveryRecord, DeliveryState } from '#domain/delivery';

/** Where the report is there to look at; other deliveries name a fact of which nothing is kept. */
const SHOWN: ReadonlySet<DeliveryState> = new Set(['stored', 'repeat', 'updated']);

export function deliveryBody(record: DeliveryRecord): DeliveryBody {
  return {
    id: record.id,
    source: record.source,
    delivery_id: record.deliveryKey,
    event_type: record.eventType,
    state: record.state,
    reason: record.reason,
    report_id: SHOWN.has(record.state) ? record.reportId : null,
    received_at: record.receivedAt,
    settled_at: record.settledAt,
    latency_ms: record.settledAt === null ? null : Date.parse(record.settledAt) - Date.parse(record.receivedAt),
    attempts: record.attempts,
    duplicates: record.duplicates,
    size_bytes: record.sizeBytes,
  };
}

export function deliveryDetailBody({ record, body }: DeliveryContent): DeliveryDetailBody {
  return { ...deliveryBody(record), body };
}
