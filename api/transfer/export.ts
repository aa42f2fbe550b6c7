import { Inject, Injectable } from '@nestjs/common';
import type { DeliveryContent } from '#domain/delivery';
import { reportId, reportIdOfDelivery } from '#domain/ids';
import type { TenantScope } from '#domain/project';
import { exportLine } from '#domain/sources/import-line';
import { OWN_EVENT, SOURCES } from '#domain/sources/index';
import { parseImportLine } from '#domain/sources/import-line';
import type { ApiAdapters } from '../infra/parts.ts';
import { ADAPTERS } from '../infra/tokens.ts';

const REPORTS_AT_ONCE = 200;
const DELIVERIES_AT_ONCE = 100;

/** A project's reports as JSON Lines, oldest first, a page at a time: what is held does not grow with what there is. */
@Injectable()
export class Export {
  private readonly adapters: Pick<ApiAdapters, 'reports' | 'deliveryLog'>;
  constructor(@Inject(ADAPTERS) adapters: ApiAdapters) {
    this.adapters = adapters;
  }

  async *lines(scope: TenantScope, withParked: boolean): AsyncGenerator<string> {
    for await (const reports of this.adapters.reports.scan(scope, REPORTS_AT_ONCE)) {
      yield reports.map((report) => `${JSON.stringify(exportLine(report))}\n`).join('');
    }
    if (!withParked) return;
    for await (const deliveries of this.adapters.deliveryLog.unstored(scope, DELIVERIES_AT_ONCE)) {
      yield deliveries.map((delivery) => parkedLine(scope, delivery)).join('');
    }
  }
}

/** What is over quota as the report it would be; empty where it tells of no report any more. */
function parkedLine(scope: TenantScope, { record, body }: DeliveryContent): string {
  if (body === null) return '';
  const { source, eventType, receivedAt } = record;
  const facts = { receivedAt, userId: null };
  const payload: unknown = JSON.parse(body.text);
  const parsed =
    eventType === OWN_EVENT.imported ? parseImportLine(source, payload, facts) : SOURCES[source].parse(eventType, payload, facts);
  if (parsed.outcome !== 'report' && parsed.outcome !== 'edited') return '';
  const { report } = parsed;
  const exported = parsed.outcome === 'report' ? parsed.exported : undefined;
  const id =
    report.externalId === null ? (exported?.id ?? reportIdOfDelivery(record.id)) : reportId(scope.projectId, source, report.externalId);
  const line = exportLine({
    ...report,
    id,
    projectId: scope.projectId,
    source,
    receivedAt,
    firstSeenAt: exported?.firstSeenAt ?? report.occurredAt,
    lastSeenAt: exported?.lastSeenAt ?? report.occurredAt,
    occurrences: exported?.occurrences ?? 1,
    ...(parsed.outcome === 'report' && parsed.metBy?.length && { metBy: [...parsed.metBy] }),
    clusterId: null,
    evidence: null,
  });
  return `${JSON.stringify({ ...line, parked: true })}\n`;
}
