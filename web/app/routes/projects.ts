import type { ProjectBody, ProjectContentsBody } from '#domain/api-contract';
import { data, redirect } from 'react-router';
import { actionResult, apiFor, field } from '../lib/api.server.ts';
import type { Route } from './+types/projects';

/** What deleting a project would take with it: `?contents_of=<id>`. */
export async function loader({ request }: Route.LoaderArgs) {
  const id = new URL(request.url).searchParams.get('contents_of');
  if (id === null) throw redirect('/');
  return apiFor(request).get<ProjectContentsBody>(`/projects/${encodeURIComponent(id)}/contents`);
}

/** What is counted once stays until it is asked for again: after its deletion a project cannot be asked. */
export const shouldRevalidate = () => false;

export async function action({ request }: Route.ActionArgs) {
  const form = await request.formData();
  const api = apiFor(request);
  switch (field(form, 'intent')) {
    case 'create': {
      const repository = field(form, 'repository');
      const made = await api.call<ProjectBody>('POST', '/projects', {
        body: { name: field(form, 'name'), ...(repository === '' ? {} : { repository }) },
        idempotencyKey: field(form, 'key'),
      });
      return actionResult(made);
    }
    case 'sample': {
      const made = await api.call<ProjectBody>('POST', '/projects/sample');
      return made.ok ? redirect(`/p/${made.value.id}/inbox`) : actionResult(made);
    }
    case 'delete': {
      const gone = await api.call<null>('DELETE', `/projects/${encodeURIComponent(field(form, 'project_id'))}`);
      return gone.ok ? redirect('/') : actionResult(gone);
    }
    default:
      throw data({ error: { code: 'not_found', message: 'There is no such action.' } }, { status: 404 });
  }
}
