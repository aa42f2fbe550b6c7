import { v5 } from 'uuid';
import type { SourceName } from './report.ts';

/** Namespace of report ids: fixed for ever, or every fact would be new again. */
const REPORT_NAMESPACE = '6f0c3f3e-3d0b-5d0e-9a52-6a0f3c1f7b11';

/** Identity of a fact: the same vendor id in the same project is the same report. Pure. */
export function reportId(projectId: string, source: SourceName, externalId: string): string {
  return v5(`${projectId}\n${source}\n${externalId}`, REPORT_NAMESPACE);
}

/** For reports whose sender gives no identity: each delivery is a fact of its own. Pure. */
export function reportIdOfDelivery(deliveryId: string): string {
  return v5(`delivery\n${deliveryId}`, REPORT_NAMESPACE);
}
