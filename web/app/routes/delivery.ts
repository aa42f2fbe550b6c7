import type { DeliveryDetailBody, ReplayAnswer } from '#domain/api-contract';
import { actionResult, apiFor, field } from '../lib/api.server.ts';
import { readLogView, replayFilter } from '../lib/log-view.ts';
import type { Route } from './+types/delivery';

export async function loader({ request, params }: Route.LoaderArgs) {
  const query = { project_id: params.projectId };
  return actionResult(
    await apiFor(request).call<DeliveryDetailBody>('GET', `/deliveries/${encodeURIComponent(params.deliveryId)}`, { query }),
  );
}

/** Tries one again; or, as `all`, a step of what the form's view lists: with `preview` it only counts, `before` is of the step before. */
export async function action({ request, params }: Route.ActionArgs) {
  const form = await request.formData();
  const api = apiFor(request);
  const query = { project_id: params.projectId };
  if (params.deliveryId !== 'all') {
    const path = `/deliveries/${encodeURIComponent(params.deliveryId)}/replay`;
    return actionResult(await api.call<ReplayAnswer>('POST', path, { query, body: {} }));
  }
  const before = field(form, 'before');
  const body = {
    ...replayFilter(readLogView(new URLSearchParams(field(form, 'view')))),
    preview: field(form, 'preview') === 'true',
    ...(before === '' ? {} : { before }),
  };
  return actionResult(await api.call<ReplayAnswer>('POST', '/deliveries/replay', { query, body }));
}
