import type { DeliveryDetailBody } from '#domain/api-contract';
import { useEffect, useEffectEvent } from 'react';
import { useFetcher } from 'react-router';
import type { ActionResult } from './api.server.ts';
import { useChanges } from './live.tsx';
import { useProject } from './project-data.ts';

/** Often enough to be noticed at once where the live stream is down. */
const LOOK_EVERY_MS = 2_000;

/** A delivery by its id, read again until it is settled; null while it is not known. */
export function useDelivery(id: string | null): DeliveryDetailBody | null {
  const { project } = useProject();
  const { data, load, state } = useFetcher<ActionResult<DeliveryDetailBody>>();
  const found = data?.ok === true && data.value.id === id ? data.value : null;
  const waits = id !== null && (found === null || found.state === 'waiting');
  const look = useEffectEvent(() => {
    if (id !== null && waits && state === 'idle') void load(`/p/${project.id}/deliveries/${id}`);
  });
  useEffect(() => {
    if (!waits) return;
    look();
    const each = setInterval(look, LOOK_EVERY_MS);
    return () => clearInterval(each);
  }, [id, waits]);
  useChanges((change) => {
    if (change.kind === 'delivery' || change.kind === 'report') look();
  });
  return found;
}
