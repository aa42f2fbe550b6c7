import type { FeedbackBody, RevisionBody } from '#domain/api-contract';
import { data } from 'react-router';
import { actionResult, apiFor, field } from '../lib/api.server.ts';
import type { List } from '../lib/list.ts';
import type { ReportIntent } from '../lib/report-actions.ts';
import type { Route } from './+types/report-actions';

/** Other words of the report that the address names. */
export async function loader({ request, params }: Route.LoaderArgs) {
  const id = new URL(request.url).searchParams.get('report_id') ?? '';
  const query = { project_id: params.projectId };
  return actionResult(await apiFor(request).call<List<RevisionBody>>('GET', `/feedback/${encodeURIComponent(id)}/revisions`, { query }));
}

/** What a person does to a report, from whichever screen. */
export async function action({ request, params }: Route.ActionArgs) {
  const form = await request.formData();
  const api = apiFor(request);
  const query = { project_id: params.projectId };
  const path = `/feedback/${encodeURIComponent(field(form, 'report_id'))}`;
  switch (field(form, 'intent') as ReportIntent) {
    case 'edit': {
      const body: unknown = JSON.parse(field(form, 'fields'));
      return actionResult(await api.call<FeedbackBody>('PUT', path, { query, body }));
    }
    case 'delete':
      return actionResult(await api.call<null>('DELETE', path, { query }));
    case 'erase':
      return actionResult(await api.call<null>('POST', `${path}/erase`, { query }));
    default:
      throw data({ error: { code: 'not_found', message: 'There is no such action.' } }, { status: 404 });
  }
}
