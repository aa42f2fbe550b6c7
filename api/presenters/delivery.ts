import type { DeliveryBody } from '#domain/api-contract';
import type { DeliveryRecord } from '#domain/delivery';

export function deliveryBody(record: DeliveryRecord): DeliveryBody {
  return {
    id: record.id,
    source: record.source,
    delivery_id: record.deliveryKey,
    event_type: record.eventType,
    state: record.state,
    reason: record.reason,
    report_id: record.reportId,
    received_at: record.receivedAt,
    settled_at: record.settledAt,
    latency_ms: record.settledAt === null ? null : Date.parse(record.settledAt) - Date.parse(record.receivedAt),
    attempts: record.attempts,
    duplicates: record.duplicates,
    size_bytes: record.sizeBytes,
  };
}
