import type { StartFixAnswer } from '#domain/api-contract';
import { data, redirect } from 'react-router';
import { actionResult, apiFor, field } from '../lib/api.server.ts';
import type { FixIntent } from '../lib/fixing.ts';
import type { Route } from './+types/fix-actions';

export const loader = ({ params }: Route.LoaderArgs) => redirect(`/p/${params.projectId}/fixes`);

/** Every decision about a fix, from whichever screen it is made. */
export async function action({ request, params }: Route.ActionArgs) {
  const form = await request.formData();
  const api = apiFor(request);
  const query = { project_id: params.projectId };
  const answered = (intent: FixIntent) => (started: StartFixAnswer | null) => ({ intent, started });
  const job = `/jobs/${encodeURIComponent(field(form, 'job_id'))}`;
  const decide = async (intent: Exclude<FixIntent, 'start_fix'>, body: unknown) => {
    const result = await api.call<unknown>('POST', `${job}/${intent}`, { query, body });
    return actionResult(result.ok ? { ...result, value: answered(intent)(null) } : result);
  };
  switch (field(form, 'intent')) {
    case 'start_fix': {
      const path = `/clusters/${encodeURIComponent(field(form, 'cluster_id'))}/start_fix`;
      const result = await api.call<StartFixAnswer>('POST', path, { query, body: {}, idempotencyKey: field(form, 'key') });
      return actionResult(result.ok ? { ...result, value: answered('start_fix')(result.value) } : result);
    }
    case 'approve':
      return decide('approve', { digest: field(form, 'digest') });
    case 'changes':
      return decide('changes', { note: field(form, 'note') });
    case 'reject':
      return decide('reject', { reason: field(form, 'reason') });
    case 'cancel':
      return decide('cancel', {});
    default:
      throw data({ error: { code: 'not_found', message: 'There is no such action.' } }, { status: 404 });
  }
}
