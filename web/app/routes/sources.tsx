import type { DeliveryBody, SecretShown, SourceConfigBody } from '#domain/api-contract';
import { data, useSearchParams } from 'react-router';
import { TopBar } from '../components/frame/top-bar.tsx';
import { DeliveryLog } from '../components/sources/delivery-log.tsx';
import { SourceCard } from '../components/sources/source-card.tsx';
import { actionResult, apiFor, field } from '../lib/api.server.ts';
import { keepLast } from '../lib/keep-last.ts';
import { readPages } from '../lib/list.server.ts';
import { useProject } from '../lib/project-data.ts';
import { SOURCES } from '../lib/sources.ts';
import { readView } from '../lib/view.ts';
import type { Route } from './+types/sources';

export { ErrorBoundary } from '../components/frame/page-error.tsx';

export async function loader({ request, params }: Route.LoaderArgs) {
  const view = readView(new URL(request.url).searchParams, 'all', SOURCES);
  const query = { project_id: params.projectId, source: view.source[0] };
  return { deliveries: await readPages<DeliveryBody>(apiFor(request), '/deliveries', query, view.more) };
}

export const clientLoader = ({ request, serverLoader }: Route.ClientLoaderArgs) => {
  const url = new URL(request.url);
  return keepLast(url.pathname + url.search, serverLoader);
};
clientLoader.hydrate = true as const;

const names = (text: string): string[] | null => {
  const list = text.split(',').flatMap((part) => part.trim() || []);
  return list.length === 0 ? null : list;
};

export async function action({ request, params }: Route.ActionArgs) {
  const form = await request.formData();
  const api = apiFor(request);
  const query = { project_id: params.projectId };
  const path = `/config/${encodeURIComponent(field(form, 'source'))}`;
  switch (field(form, 'intent')) {
    case 'secret': {
      const secret = field(form, 'secret');
      const body = secret === '' ? {} : { secret };
      return actionResult(await api.call<SecretShown>('POST', `${path}/secret`, { query, body, idempotencyKey: field(form, 'key') }));
    }
    case 'enabled':
      return actionResult(await api.call<SourceConfigBody>('POST', path, { query, body: { enabled: field(form, 'enabled') === 'true' } }));
    case 'filters': {
      const levels = form.getAll('levels').filter((level) => typeof level === 'string');
      const filters = { environments: names(field(form, 'environments')), levels: levels.length === 0 ? null : levels };
      return actionResult(await api.call<SourceConfigBody>('POST', path, { query, body: { filters } }));
    }
    default:
      throw data({ error: { code: 'not_found', message: 'There is no such action.' } }, { status: 404 });
  }
}

export default function Sources({ loaderData: { deliveries } }: Route.ComponentProps) {
  const { sources, failing } = useProject();
  const [params] = useSearchParams();
  const view = readView(params, 'all', SOURCES);
  const ordered = SOURCES.flatMap((name) => sources.find((each) => each.source === name) ?? []);
  return (
    <>
      <TopBar title="Sources" />
      <div className="relative min-h-0 flex-1 overflow-y-auto">
        <div className="mx-auto flex max-w-[1240px] flex-col gap-4 p-[18px] max-[720px]:p-3">
          <div className="grid grid-cols-1 items-start gap-4 min-[1200px]:grid-cols-3 min-[860px]:grid-cols-2">
            {ordered.map((source) => (
              <SourceCard key={source.source} source={source} failing={failing.find((each) => each.source === source.source) ?? null} />
            ))}
          </div>
          <DeliveryLog deliveries={deliveries} view={view} />
        </div>
      </div>
    </>
  );
}
