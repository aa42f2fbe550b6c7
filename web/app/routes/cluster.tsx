import type { ClusterDetailBody, FeedbackBody } from '#domain/api-contract';
import { Layers, Wrench } from 'lucide-react';
import { type ShouldRevalidateFunctionArgs, useNavigate, useSearchParams } from 'react-router';
import { ClusterSummary } from '../components/clusters/cluster-summary.tsx';
import { FixCard } from '../components/clusters/fix-card.tsx';
import { WhyLines } from '../components/clusters/why-lines.tsx';
import { TopBar } from '../components/frame/top-bar.tsx';
import { Reports } from '../components/reports/reports.tsx';
import { Button, ButtonLink } from '../components/ui/button.tsx';
import { Card } from '../components/ui/card.tsx';
import { Chip } from '../components/ui/chip.tsx';
import { usePageNow } from '../components/ui/time.tsx';
import { apiFor } from '../lib/api.server.ts';
import { useFixActions } from '../lib/fixing.ts';
import { keepLast } from '../lib/keep-last.ts';
import { readPages } from '../lib/list.server.ts';
import { useListKeys } from '../lib/list-keys.ts';
import { SOURCES } from '../lib/sources.ts';
import { canStartFix, clusterChip, fixLinkWords, waitsForApproval } from '../lib/stages.ts';
import { useKeys } from '../lib/use-keys.tsx';
import { readView } from '../lib/view.ts';
import type { Route } from './+types/cluster';

export { ErrorBoundary } from '../components/frame/page-error.tsx';

export async function loader({ request, params }: Route.LoaderArgs) {
  const api = apiFor(request);
  const view = readView(new URL(request.url).searchParams, 'all', SOURCES);
  const query = { project_id: params.projectId };
  const [cluster, reports] = await Promise.all([
    api.get<ClusterDetailBody>(`/clusters/${encodeURIComponent(params.clusterId)}`, query),
    readPages<FeedbackBody>(api, '/feedback', { ...query, cluster_id: params.clusterId, source: view.source[0] }, view.more),
  ]);
  return { cluster, reports };
}

export const clientLoader = ({ request, serverLoader }: Route.ClientLoaderArgs) => {
  const url = new URL(request.url);
  return keepLast(url.pathname + url.search, serverLoader);
};
clientLoader.hydrate = true as const;

export const shouldRevalidate = ({ currentUrl, nextUrl, defaultShouldRevalidate }: ShouldRevalidateFunctionArgs) =>
  currentUrl.hash !== nextUrl.hash && currentUrl.search === nextUrl.search ? false : defaultShouldRevalidate;

export default function Cluster({ loaderData: { cluster, reports }, params }: Route.ComponentProps) {
  const now = usePageNow();
  const navigate = useNavigate();
  const [search] = useSearchParams();
  const view = readView(search, 'all', SOURCES);
  const chip = clusterChip(cluster, now);
  const fix = useFixActions(params.projectId);
  const to = (screen: string) => `/p/${params.projectId}/${screen}`;
  const startFix = () => fix.startFix(cluster.id);
  const approve = () => cluster.job && cluster.plan && fix.approve(cluster.job.id, cluster.plan.digest);
  useListKeys('#reports summary');
  useKeys([
    ...(waitsForApproval(cluster) && cluster.plan ? [{ keys: ['a'], caps: ['A'], label: 'approve', foot: true, run: approve }] : []),
    ...(canStartFix(cluster) ? [{ keys: ['f'], caps: ['F'], label: 'start fix', foot: true, run: startFix }] : []),
    { keys: ['Escape'], caps: ['Esc'], label: 'back to the list', foot: true, run: () => void navigate(to('clusters')) },
  ]);

  return (
    <>
      <TopBar
        parent={{ name: 'Clusters', to: to('clusters') }}
        title={cluster.title}
        chip={<Chip tone={chip.tone}>{chip.text}</Chip>}
        actions={
          canStartFix(cluster) ? (
            <Button look="primary" busy={fix.busy} onClick={startFix}>
              <Wrench size={15} strokeWidth={1.75} aria-hidden="true" />
              Start fix
            </Button>
          ) : cluster.job ? (
            <ButtonLink look="primary" to={to(`fixes/${cluster.job.id}`)}>
              {fixLinkWords(cluster.job.stage)}
            </ButtonLink>
          ) : undefined
        }
      />
      <div className="relative min-h-0 flex-1 overflow-y-auto">
        <div className="mx-auto grid max-w-[1440px] grid-cols-1 gap-4 p-[18px] min-[1000px]:grid-cols-[minmax(0,1fr)_330px] max-[720px]:p-3">
          <div className="contents min-[1000px]:flex min-[1000px]:flex-col min-[1000px]:gap-4">
            <ClusterSummary cluster={cluster} />
            <Reports cluster={cluster} reports={reports} view={view} className="max-[999px]:order-1" />
          </div>
          <div className="flex flex-col gap-4">
            <FixCard cluster={cluster} projectId={params.projectId} fix={fix} onStartFix={startFix} onApprove={approve} />
            <Card title="Why these are one problem" icon={<Layers size={15} strokeWidth={1.75} aria-hidden="true" />}>
              <WhyLines why={cluster.why} />
            </Card>
          </div>
        </div>
      </div>
    </>
  );
}
