import type { DeliveryBody, DeliveryDetailBody, RefusalBody } from '#domain/api-contract';
import { lazy, Suspense } from 'react';
import { useSearchParams } from 'react-router';
import { TopBar } from '../components/frame/top-bar.tsx';
import { DeliveryLog } from '../components/sources/delivery-log.tsx';
import { SourceCard } from '../components/sources/source-card.tsx';
import { type Api, apiFor } from '../lib/api.server.ts';
import { keepLast } from '../lib/keep-last.ts';
import type { List } from '../lib/list.ts';
import { readPages } from '../lib/list.server.ts';
import { useListKeys } from '../lib/list-keys.ts';
import { readLogView } from '../lib/log-view.ts';
import { useProject } from '../lib/project-data.ts';
import { SOURCES } from '../lib/sources.ts';
import type { Route } from './+types/sources';

const DeliveryPanel = lazy(() => import('../components/sources/delivery-panel.tsx').then((all) => ({ default: all.DeliveryPanel })));

export { ErrorBoundary } from '../components/frame/page-error.tsx';

export async function loader({ request, params }: Route.LoaderArgs) {
  const api = apiFor(request);
  const view = readLogView(new URL(request.url).searchParams);
  const query = { project_id: params.projectId, source: view.source };
  const [deliveries, refusals, opened] = await Promise.all([
    view.refused ? null : readPages<DeliveryBody>(api, '/deliveries', { ...query, state: view.states.join(','), q: view.q }, view.more),
    view.refused ? api.get<List<RefusalBody>>('/refusals', query) : null,
    view.delivery === null ? null : openedDelivery(api, params.projectId, view.delivery),
  ]);
  return { deliveries, refusals, opened };
}

/** A delivery that is no longer there is no fault of the page. */
async function openedDelivery(api: Api, projectId: string, id: string) {
  const result = await api.call<DeliveryDetailBody>('GET', `/deliveries/${encodeURIComponent(id)}`, { query: { project_id: projectId } });
  return result.ok ? { delivery: result.value, problem: null } : { delivery: null, problem: result.error.message };
}

export const clientLoader = ({ request, serverLoader }: Route.ClientLoaderArgs) => {
  const url = new URL(request.url);
  return keepLast(url.pathname + url.search, serverLoader);
};
clientLoader.hydrate = true as const;

export default function Sources({ loaderData: { deliveries, refusals, opened } }: Route.ComponentProps) {
  const { sources } = useProject();
  const [params] = useSearchParams();
  const view = readLogView(params);
  const ordered = SOURCES.flatMap((name) => sources.find((each) => each.source === name) ?? []);
  useListKeys('#log li a[id^="delivery-"]');
  return (
    <>
      <TopBar title="Sources" />
      <div className="relative min-h-0 flex-1 overflow-y-auto">
        <div className="mx-auto flex max-w-[1440px] flex-col gap-4 p-[18px] max-[720px]:p-3">
          <div className="grid grid-cols-1 gap-4 min-[600px]:grid-cols-2 min-[1100px]:grid-cols-4">
            {ordered.map((source) => (
              <SourceCard key={source.source} source={source} />
            ))}
          </div>
          <DeliveryLog view={view} deliveries={deliveries} refusals={refusals} />
        </div>
      </div>
      {opened && (
        <Suspense>
          <DeliveryPanel opened={opened} />
        </Suspense>
      )}
    </>
  );
}
