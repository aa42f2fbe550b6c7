import type { SyncBody } from '#domain/api-contract';
import type { SyncTarget } from '#domain/ports/index';

export function syncBody({ name, enabled, lastRunAt, lastSuccessAt, lastError, watermark, lastCounts }: SyncTarget): SyncBody {
  return {
    name,
    enabled,
    last_run_at: lastRunAt,
    last_success_at: lastSuccessAt,
    last_error: lastError,
    watermark,
    counts: lastCounts,
  };
}
