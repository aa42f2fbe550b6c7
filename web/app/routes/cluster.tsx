import type { ClusterDetailBody, FeedbackBody, OperationBody } from '#domain/api-contract';
import { lazy, Suspense } from 'react';
import { type ShouldRevalidateFunctionArgs, useNavigate, useSearchParams } from 'react-router';
import { Activity } from '../components/clusters/activity.tsx';
import { ClusterMenu } from '../components/clusters/cluster-menu.tsx';
import { ClusterSummary } from '../components/clusters/cluster-summary.tsx';
import { FixCard } from '../components/clusters/fix-card.tsx';
import { Similar } from '../components/clusters/similar.tsx';
import { WhyLines } from '../components/clusters/why-lines.tsx';
import { TopBar } from '../components/frame/top-bar.tsx';
import { Reports } from '../components/reports/reports.tsx';
import { Button, ButtonLink } from '../components/ui/button.tsx';
import { Card } from '../components/ui/card.tsx';
import { Chip } from '../components/ui/chip.tsx';
import { AlarmClock, Layers, Merge, Wrench } from '../components/ui/icons.tsx';
import { Problem } from '../components/ui/problem.tsx';
import { usePageNow } from '../components/ui/time.tsx';
import { apiFor } from '../lib/api.server.ts';
import { actionKeys, useClusterActions } from '../lib/cluster-actions.ts';
import { endingOf } from '../lib/endings.ts';
import { useFixActions } from '../lib/fixing.ts';
import { orItsSuccessor } from '../lib/gone-cluster.server.ts';
import { keepLast } from '../lib/keep-last.ts';
import { lastListOf } from '../lib/last-list.ts';
import type { List } from '../lib/list.ts';
import { readPages } from '../lib/list.server.ts';
import { useListKeys } from '../lib/list-keys.ts';
import { clusterOf, pendingWords } from '../lib/regroup-commands.ts';
import { useRegrouping } from '../lib/regrouping.ts';
import { useSelection } from '../lib/selection.ts';
import { SOURCES } from '../lib/sources.ts';
import { canStartFix, clusterChip, fixLinkWords, waitsForApproval } from '../lib/stages.ts';
import { useKeys } from '../lib/use-keys.tsx';
import { useSplit } from '../lib/use-split.ts';
import { useSuggestions } from '../lib/use-suggestions.ts';
import { readView } from '../lib/view.ts';
import { whyTitle } from '../lib/why.ts';
import type { Route } from './+types/cluster';

export { ErrorBoundary } from '../components/frame/page-error.tsx';

// Most clusters have none.
const Suggestions = lazy(() => import('../components/clusters/suggestions.tsx').then((all) => ({ default: all.Suggestions })));
const ACTIVITY_SHOWN = 20;

export async function loader({ request, params }: Route.LoaderArgs) {
  const api = apiFor(request);
  const view = readView(new URL(request.url).searchParams, 'all', SOURCES);
  const query = { project_id: params.projectId };
  const [cluster, reports, changes] = await Promise.all([
    orItsSuccessor(
      api,
      params.projectId,
      params.clusterId,
      api.get<ClusterDetailBody>(`/clusters/${encodeURIComponent(params.clusterId)}`, query),
    ),
    readPages<FeedbackBody>(api, '/feedback', { ...query, cluster_id: params.clusterId, source: view.source[0] }, view.more),
    api.get<List<OperationBody>>('/regroup', { ...query, cluster_id: params.clusterId, limit: ACTIVITY_SHOWN }),
  ]);
  return { cluster, reports, activity: changes.items, ending: cluster.job && endingOf(cluster.job.stage) };
}

export const clientLoader = ({ request, serverLoader }: Route.ClientLoaderArgs) => {
  const url = new URL(request.url);
  return keepLast(url.pathname + url.search, serverLoader);
};
clientLoader.hydrate = true as const;

export const shouldRevalidate = ({ currentUrl, nextUrl, defaultShouldRevalidate }: ShouldRevalidateFunctionArgs) =>
  currentUrl.hash !== nextUrl.hash && currentUrl.search === nextUrl.search ? false : defaultShouldRevalidate;

export default function Cluster({ loaderData: { cluster, reports, activity, ending }, params }: Route.ComponentProps) {
  const now = usePageNow();
  const navigate = useNavigate();
  const [search] = useSearchParams();
  const view = readView(search, 'all', SOURCES);
  const { pending, refused } = useRegrouping();
  const onItsWay = pending.find((each) => clusterOf(each) === cluster.id);
  const chip = onItsWay ? ({ text: pendingWords(onItsWay), tone: 'accent' } as const) : clusterChip(cluster, now);
  const actions = useClusterActions(cluster);
  const suggestions = useSuggestions(cluster);
  const selection = useSelection(reports.items.map(({ id }) => id));
  const split = useSplit(cluster, selection);
  const refusal = refused.get(cluster.id);
  const fix = useFixActions(params.projectId);
  const to = (screen: string) => `/p/${params.projectId}/${screen}`;
  const startFix = () => fix.startFix(cluster.id);
  const approve = () => cluster.job && cluster.plan && fix.approve(cluster.job.id, cluster.plan.digest);
  useListKeys('#reports summary');
  useKeys([
    ...(waitsForApproval(cluster) && cluster.plan ? [{ keys: ['a'], caps: ['A'], label: 'approve', foot: true, run: approve }] : []),
    ...(canStartFix(cluster) ? [{ keys: ['f'], caps: ['F'], label: 'start fix', foot: true, run: startFix }] : []),
    ...actionKeys(actions),
    ...(split ? [{ keys: ['s'], caps: ['S'], label: 'split', foot: true, run: split }] : []),
    ...(cluster.count > 1
      ? [{ keys: ['x'], caps: ['X'], label: 'select', foot: true, run: (_: string, shift?: boolean) => toggleFocused(selection, shift) }]
      : []),
    selection.chosen.size > 0
      ? { keys: ['Escape'], caps: ['Esc'], label: 'clear the selection', foot: true, run: selection.clear }
      : {
          keys: ['Escape'],
          caps: ['Esc'],
          label: 'back to the list',
          foot: true,
          run: () => void navigate(lastListOf(params.projectId), { state: { from: cluster.id } }),
        },
  ]);

  return (
    <>
      <TopBar
        parent={{ name: 'Clusters', to: to('clusters') }}
        title={cluster.title}
        chip={<Chip tone={chip.tone}>{chip.text}</Chip>}
        actions={
          <>
            {actions.merge && (
              <Button onClick={actions.merge} className="max-[900px]:hidden">
                <Merge size={15} />
                Merge
              </Button>
            )}
            {actions.snooze && (
              <Button onClick={actions.snooze} className="max-[900px]:hidden">
                <AlarmClock size={15} />
                Snooze
              </Button>
            )}
            <ClusterMenu cluster={cluster} place="below-end" />
            {canStartFix(cluster) ? (
              <Button look="primary" busy={fix.busy} onClick={startFix}>
                <Wrench size={15} />
                Start fix
              </Button>
            ) : (
              cluster.job && (
                <ButtonLink look="primary" to={to(`fixes/${cluster.job.id}`)}>
                  {fixLinkWords(cluster.job.stage)}
                </ButtonLink>
              )
            )}
          </>
        }
      />
      <div className="relative min-h-0 flex-1 overflow-y-auto">
        <div className="mx-auto grid max-w-[1440px] grid-cols-1 gap-4 p-[18px] min-[1000px]:grid-cols-[minmax(0,1fr)_330px] max-[720px]:p-3">
          <div className="contents min-[1000px]:flex min-[1000px]:flex-col min-[1000px]:gap-4">
            <div className="flex flex-col gap-4">
              {refusal !== undefined && <Problem words={`Not done. ${refusal}`} />}
              <ClusterSummary cluster={cluster} />
              {suggestions.open.length > 0 && (
                <Suspense>
                  <Suggestions {...suggestions} />
                </Suspense>
              )}
            </div>
            <Reports cluster={cluster} reports={reports} view={view} selection={selection} className="max-[999px]:order-1" />
          </div>
          <div className="flex flex-col gap-4">
            <FixCard cluster={cluster} ending={ending} projectId={params.projectId} fix={fix} onStartFix={startFix} onApprove={approve} />
            <Card title={whyTitle(cluster.count)} icon={<Layers size={15} />}>
              <WhyLines why={cluster.why} />
            </Card>
            <Similar cluster={cluster} />
            <Activity operations={activity} createdAt={cluster.created_at} />
          </div>
        </div>
      </div>
    </>
  );
}

/** The report that has the focus joins the selection or leaves it. */
function toggleFocused({ toggle }: ReturnType<typeof useSelection>, shift?: boolean): void {
  const id = document.activeElement?.closest('details')?.id;
  if (id?.startsWith('report-')) toggle(id.slice('report-'.length), shift);
}
