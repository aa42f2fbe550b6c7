import type { ProjectBody, TokenBody } from '#domain/api-contract';
import { data } from 'react-router';
import { TopBar } from '../components/frame/top-bar.tsx';
import { Appearance } from '../components/settings/appearance.tsx';
import { Bounds } from '../components/settings/bounds.tsx';
import { DangerZone } from '../components/settings/danger-zone.tsx';
import { Models } from '../components/settings/models.tsx';
import { ProjectForm } from '../components/settings/project-form.tsx';
import { Tokens } from '../components/settings/tokens.tsx';
import { Transfer } from '../components/settings/transfer.tsx';
import { actionResult, apiFor, field } from '../lib/api.server.ts';
import { splitCommand } from '../lib/command.ts';
import { keepLast } from '../lib/keep-last.ts';
import type { List } from '../lib/list.ts';
import { useProject } from '../lib/project-data.ts';
import type { TokenMade } from '../lib/token.ts';
import type { Route } from './+types/settings';

export { ErrorBoundary } from '../components/frame/page-error.tsx';

export async function loader({ request }: Route.LoaderArgs) {
  return { tokens: (await apiFor(request).get<List<TokenBody>>('/tokens')).items };
}

export const clientLoader = ({ request, serverLoader }: Route.ClientLoaderArgs) => keepLast(new URL(request.url).pathname, serverLoader);
clientLoader.hydrate = true as const;

export async function action({ request, params }: Route.ActionArgs) {
  const form = await request.formData();
  const api = apiFor(request);
  switch (field(form, 'intent')) {
    case 'project': {
      const orNull = (text: string) => (text === '' ? null : text);
      const body = {
        name: field(form, 'name'),
        code_host: field(form, 'code_host'),
        repository: orNull(field(form, 'repository')),
        base_branch: orNull(field(form, 'base_branch')),
        test_command: splitCommand(field(form, 'test_command')),
      };
      return actionResult(await api.call<ProjectBody>('PATCH', `/projects/${encodeURIComponent(params.projectId)}`, { body }));
    }
    case 'create_token': {
      const days = field(form, 'expires_in_days');
      const body = {
        name: field(form, 'name'),
        project_id: field(form, 'scope') === 'project' ? params.projectId : null,
        expires_in_days: days === '' ? null : Number(days),
      };
      return actionResult(await api.call<TokenMade>('POST', '/tokens', { body, idempotencyKey: field(form, 'key') }));
    }
    case 'revoke_token':
      return actionResult(await api.call<null>('DELETE', `/tokens/${encodeURIComponent(field(form, 'token_id'))}`));
    default:
      throw data({ error: { code: 'not_found', message: 'There is no such action.' } }, { status: 404 });
  }
}

export default function Settings({ loaderData: { tokens } }: Route.ComponentProps) {
  const { project } = useProject();
  return (
    <>
      <TopBar title="Settings" />
      <div className="relative min-h-0 flex-1 overflow-y-auto">
        <div className="mx-auto flex max-w-[760px] flex-col gap-4 p-[18px] max-[720px]:p-3">
          <ProjectForm project={project} />
          <Bounds />
          <Models />
          <Appearance />
          <Tokens tokens={tokens} />
          <Transfer />
          <DangerZone />
        </div>
      </div>
    </>
  );
}
