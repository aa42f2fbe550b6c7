import type { IngestAnswer } from '#domain/api-contract';
import { redirect } from 'react-router';
import { actionResult, apiFor, field } from '../lib/api.server.ts';
import type { Route } from './+types/report';

export const loader = ({ params }: Route.LoaderArgs) => redirect(`/p/${params.projectId}/inbox`);

export async function action({ request, params }: Route.ActionArgs) {
  const form = await request.formData();
  const result = await apiFor(request).call<IngestAnswer>('POST', '/ingest/manual', {
    query: { project_id: params.projectId },
    body: { title: field(form, 'title'), body: field(form, 'body') },
    idempotencyKey: field(form, 'key'),
  });
  return actionResult(result);
}
