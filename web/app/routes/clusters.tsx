import type { ClusterBody } from '#domain/api-contract';
import { lazy, Suspense } from 'react';
import { useSearchParams } from 'react-router';
import { ClusterList } from '../components/clusters/cluster-list.tsx';
import { Bulk } from '../components/clusters/bulk.tsx';
import { GroupingTools } from '../components/clusters/grouping-tools.tsx';
import { ListTools } from '../components/clusters/list-tools.tsx';
import { TopBar } from '../components/frame/top-bar.tsx';
import { apiFor } from '../lib/api.server.ts';
import { keepLast } from '../lib/keep-last.ts';
import { readPages } from '../lib/list.server.ts';
import { useListKeys } from '../lib/list-keys.ts';
import { useProject } from '../lib/project-data.ts';
import { useClusterSelection } from '../lib/cluster-selection.ts';
import { SOURCES } from '../lib/sources.ts';
import { plural } from '../lib/time.ts';
import { listQuery, readView } from '../lib/view.ts';
import type { Route } from './+types/clusters';

export { ErrorBoundary } from '../components/frame/page-error.tsx';

const NothingHere = lazy(() => import('../components/clusters/nothing-here.tsx').then((all) => ({ default: all.NothingHere })));

export async function loader({ request, params }: Route.LoaderArgs) {
  const view = readView(new URL(request.url).searchParams, 'all', SOURCES);
  const query = { project_id: params.projectId, ...listQuery(view) };
  return { list: await readPages<ClusterBody>(apiFor(request), '/clusters', query, view.more) };
}

export const clientLoader = ({ request, serverLoader }: Route.ClientLoaderArgs) => {
  const url = new URL(request.url);
  return keepLast(url.pathname + url.search, serverLoader);
};
clientLoader.hydrate = true as const;

/** Here a press opens; there is no preview. */
const opens = () => false;

export default function Clusters({ loaderData: { list } }: Route.ComponentProps) {
  const { project } = useProject();
  const [params] = useSearchParams();
  const view = readView(params, 'all', SOURCES);
  useListKeys('main li a[id^="row-"]');
  const selection = useClusterSelection(list.items);
  return (
    <>
      <TopBar title="Clusters" />
      <div className="flex min-h-[43px] shrink-0 items-center gap-2 border-b border-line px-[18px] py-1 max-[720px]:px-3">
        <p className="flex-1 text-muted">
          {plural(list.total, 'cluster')}
          {view.q !== '' && ` with “${view.q}”`}
        </p>
        <GroupingTools />
        <ListTools view={view} />
      </div>
      {list.items.length === 0 ? (
        <Suspense>
          <NothingHere view={view} />
        </Suspense>
      ) : (
        <ClusterList
          list={list}
          view={view}
          projectId={project.id}
          selectedId={null}
          pendingId={null}
          selection={selection}
          onChoose={opens}
        />
      )}
      <Bulk clusters={list.items} selection={selection} />
    </>
  );
}
