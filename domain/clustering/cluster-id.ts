import { v5 } from 'uuid';

/** Namespace of cluster ids: fixed for ever, or a retried run would open its clusters twice. */
const CLUSTER_NAMESPACE = 'b1e2a7c4-5a3f-5d1c-9c36-2f9b6d0e7a85';

/** The same run opens the same cluster for the same first report, however often it is tried. Pure. */
export function clusterIdOf(runKey: string, firstReportId: string): string {
  return v5(`${runKey}\n${firstReportId}`, CLUSTER_NAMESPACE);
}
