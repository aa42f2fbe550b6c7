import type { SecretShown, SourceConfigBody, SubredditsBody, SyncBody, SyncStarted, TestEventAnswer } from '#domain/api-contract';
import { data, redirect } from 'react-router';
import type { z } from 'zod';
import { actionResult, type Api, type ApiResult, apiFor, field } from '../lib/api.server.ts';
import type { SourceIntent } from '../lib/source-actions.ts';
import type { Route } from './+types/source-actions';

type Subreddits = z.infer<typeof SubredditsBody>;
type Query = { project_id: string };

export const loader = ({ params }: Route.LoaderArgs) => redirect(`/p/${params.projectId}/sources`);

/** Everything a person changes of a source. */
export async function action({ request, params }: Route.ActionArgs) {
  const form = await request.formData();
  const api = apiFor(request);
  const query = { project_id: params.projectId };
  const source = field(form, 'source');
  const path = `/config/${encodeURIComponent(source)}`;
  switch (field(form, 'intent') as SourceIntent) {
    case 'enabled':
      return actionResult(await api.call<SourceConfigBody>('POST', path, { query, body: { enabled: field(form, 'enabled') === 'true' } }));
    case 'secret': {
      const secret = field(form, 'secret');
      const body = { ...(secret === '' ? {} : { secret }), overlap_hours: Number(field(form, 'overlap_hours')) || 0 };
      return actionResult(await api.call<SecretShown>('POST', `${path}/secret`, { query, body, idempotencyKey: field(form, 'key') }));
    }
    case 'remove_secret':
      return actionResult(await api.call<null>('DELETE', `${path}/secret`, { query }));
    case 'filters': {
      const filters: unknown = JSON.parse(field(form, 'filters'));
      return actionResult(await api.call<SourceConfigBody>('POST', path, { query, body: { filters } }));
    }
    case 'credential': {
      const body: unknown = JSON.parse(field(form, 'fields'));
      return actionResult(await api.call<SourceConfigBody>('POST', `${path}/credential`, { query, body }));
    }
    case 'remove_credential':
      return actionResult(await api.call<null>('DELETE', `${path}/credential`, { query }));
    case 'test':
      return actionResult(await api.call<z.infer<typeof TestEventAnswer>>('POST', `${path}/test`, { query, body: {} }));
    case 'repository': {
      const body = { repo: field(form, 'name'), enabled: field(form, 'enabled') !== 'false' };
      return actionResult(await api.call<SyncBody>('POST', '/config/github/repos', { query, body }));
    }
    case 'remove_repository':
      return actionResult(await api.call<null>('DELETE', `/config/github/repos/${repository(field(form, 'name'))}`, { query }));
    case 'add_subreddit':
      return actionResult(await setSubreddits(api, query, (names) => [...names, field(form, 'name')]));
    case 'remove_subreddit':
      return actionResult(await setSubreddits(api, query, (names) => names.filter((name) => name !== field(form, 'name'))));
    case 'sync': {
      const name = field(form, 'name');
      const where = source === 'github' ? `/ingest/github/sync/${repository(name)}` : `/ingest/${encodeURIComponent(source)}/sync`;
      return actionResult(await api.call<SyncStarted>('POST', source === 'reddit' ? '/admin/trigger-poll' : where, { query, body: {} }));
    }
    default:
      throw data({ error: { code: 'not_found', message: 'There is no such action.' } }, { status: 404 });
  }
}

const repository = (name: string): string => name.split('/').map(encodeURIComponent).join('/');

/** The list as it is at the API, changed; what another person added meanwhile stays. */
async function setSubreddits(api: Api, query: Query, change: (names: string[]) => string[]): Promise<ApiResult<Subreddits>> {
  const known = await api.call<Subreddits>('GET', '/config/reddit/subreddits', { query });
  if (!known.ok) return known;
  const body = { subreddits: change(known.value.subreddits) };
  return api.call<Subreddits>('POST', '/config/reddit/subreddits', { query, body });
}
