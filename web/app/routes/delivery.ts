import type { DeliveryBody, DeliveryDetailBody, ReplayAnswer } from '#domain/api-contract';
import { actionResult, apiFor, field } from '../lib/api.server.ts';
import type { List } from '../lib/list.ts';
import { readLogView, replayFilter } from '../lib/log-view.ts';
import type { Route } from './+types/delivery';

/** One delivery; or, as `all`, how many a replay of what the address lists would reach. */
export async function loader({ request, params }: Route.LoaderArgs) {
  const api = apiFor(request);
  const query = { project_id: params.projectId };
  if (params.deliveryId !== 'all')
    return actionResult(await api.call<DeliveryDetailBody>('GET', `/deliveries/${encodeURIComponent(params.deliveryId)}`, { query }));
  const { source, state, q } = replayFilter(readLogView(new URL(request.url).searchParams));
  return actionResult(
    await api.call<List<DeliveryBody>>('GET', '/deliveries', { query: { ...query, source, state: state.join(','), q, limit: 1 } }),
  );
}

/** Tries one again; or, as `all`, what the form's filter finds. */
export async function action({ request, params }: Route.ActionArgs) {
  const form = await request.formData();
  const api = apiFor(request);
  const query = { project_id: params.projectId };
  if (params.deliveryId !== 'all')
    return actionResult(
      await api.call<ReplayAnswer>('POST', `/deliveries/${encodeURIComponent(params.deliveryId)}/replay`, { query, body: {} }),
    );
  const body = replayFilter(readLogView(new URLSearchParams(field(form, 'view'))));
  return actionResult(await api.call<ReplayAnswer>('POST', '/deliveries/replay', { query, body }));
}
