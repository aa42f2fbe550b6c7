import type { ClusterBody, ClusterDetailBody } from '#domain/api-contract';
import { lazy, Suspense, useEffect, useRef, useState } from 'react';
import { type ShouldRevalidateFunctionArgs, useNavigate, useSearchParams } from 'react-router';
import { Bulk } from '../components/clusters/bulk.tsx';
import { ClusterList } from '../components/clusters/cluster-list.tsx';
import { ListTools } from '../components/clusters/list-tools.tsx';
import { Preview } from '../components/clusters/preview.tsx';
import { PreviewPane } from '../components/clusters/preview-pane.tsx';
import { InboxTabs } from '../components/clusters/tabs.tsx';
import { useNotice } from '../components/frame/notice.tsx';
import { TopBar } from '../components/frame/top-bar.tsx';
import { apiFor } from '../lib/api.server.ts';
import { useAsked } from '../lib/ask-api.ts';
import { useChosenRow } from '../lib/chosen-row.ts';
import { useClusterSelection } from '../lib/cluster-selection.ts';
import { useFixActions } from '../lib/fixing.ts';
import { keepLast } from '../lib/keep-last.ts';
import { readPages } from '../lib/list.server.ts';
import { MOVE_KEYS, stepOf } from '../lib/list-keys.ts';
import { useProject } from '../lib/project-data.ts';
import { SOURCES } from '../lib/sources.ts';
import { useStable } from '../lib/stable.ts';
import { canStartFix, waitsForApproval } from '../lib/stages.ts';
import { useKeys } from '../lib/use-keys.tsx';
import { listQuery, onlySelectionDiffers, readView, withView } from '../lib/view.ts';
import type { Route } from './+types/inbox';

export { ErrorBoundary } from '../components/frame/page-error.tsx';

/** From here on there is room for the preview, so a press chooses instead of opening. */
const WIDE = '(min-width: 1101px)';

const NothingHere = lazy(() => import('../components/clusters/nothing-here.tsx').then((all) => ({ default: all.NothingHere })));

export async function loader({ request, params }: Route.LoaderArgs) {
  const api = apiFor(request);
  const view = readView(new URL(request.url).searchParams, 'needs_you', SOURCES);
  const query = { project_id: params.projectId, ...listQuery(view) };
  const list = await readPages<ClusterBody>(api, '/clusters', query, view.more);
  const selected = list.items.find((each) => each.id === view.selected) ?? list.items[0];
  const detail = selected
    ? await api.call<ClusterDetailBody>('GET', `/clusters/${selected.id}`, { query: { project_id: params.projectId } })
    : null;
  // A cluster that went between the two answers leaves the list whole.
  return { list, detail: detail?.ok ? detail.value : null };
}

export const clientLoader = ({ request, serverLoader }: Route.ClientLoaderArgs) => {
  const url = new URL(request.url);
  return keepLast(url.pathname + url.search, serverLoader);
};
clientLoader.hydrate = true as const;

export const shouldRevalidate = ({ currentUrl, nextUrl, formMethod, defaultShouldRevalidate }: ShouldRevalidateFunctionArgs) =>
  formMethod === undefined && onlySelectionDiffers(currentUrl, nextUrl) ? false : defaultShouldRevalidate;

export default function Inbox({ loaderData }: Route.ComponentProps) {
  const { list } = loaderData;
  const { project, stats } = useProject();
  const [params] = useSearchParams();
  const view = readView(params, 'needs_you', SOURCES);
  const [chosen, choose] = useChosenRow(view.selected, (id) => withView(params, { c: id }));
  const selected = list.items.find((each) => each.id === chosen) ?? list.items[0] ?? null;
  const detail = useDetail(selected?.id ?? null, loaderData);
  const fix = useFixActions(project.id);
  const [askedFor, setAskedFor] = useState<string | null>(null);
  const problem = fix.result?.ok === false && askedFor === selected?.id ? fix.result.error.message : null;
  useSayOutcome(fix.result, fix.busy);

  const onChoose = useStable((id: string) => {
    if (!window.matchMedia(WIDE).matches) return false;
    choose(id);
    return true;
  });
  const startFix = () => {
    if (!selected || !canStartFix(selected)) return;
    setAskedFor(selected.id);
    fix.startFix(selected.id);
  };
  const approve = () => {
    if (!selected?.job || !waitsForApproval(selected) || !detail?.plan) return;
    setAskedFor(selected.id);
    fix.approve(selected.job.id, detail.plan.digest);
  };
  const selection = useClusterSelection(list.items, selected);
  useInboxKeys({ items: list.items, selected, choose, startFix, approve, canApprove: detail?.plan !== null && detail !== null });

  return (
    <>
      <TopBar title="Inbox" />
      <div className="flex min-h-[43px] shrink-0 items-center gap-2 border-b border-line px-[14px] py-1 max-[720px]:px-2">
        <InboxTabs view={view} counts={stats.tabs} />
        <ListTools view={view} />
      </div>
      <div className="flex min-h-0 flex-1">
        {selected ? (
          <>
            <ClusterList
              list={list}
              view={view}
              projectId={project.id}
              selectedId={selected.id}
              pendingId={fix.busy && fix.pendingIntent === 'start_fix' ? String(fix.pendingCluster) : null}
              selection={selection}
              onChoose={onChoose}
            />
            <PreviewPane>
              <Preview
                key={selected.id}
                cluster={selected}
                detail={detail}
                projectId={project.id}
                busy={fix.busy}
                problem={problem}
                onStartFix={startFix}
                onApprove={approve}
              />
            </PreviewPane>
          </>
        ) : (
          <div className="flex-1">
            <Suspense>
              <NothingHere view={view} />
            </Suspense>
          </div>
        )}
      </div>
      <Bulk clusters={list.items} selection={selection} />
    </>
  );
}

/** The chosen cluster in full: what the page came with, else read when it is chosen, and again whenever the page is. */
function useDetail(id: string | null, { list, detail: first }: { list: object; detail: ClusterDetailBody | null }) {
  const reads = useRef({ list, count: 0 });
  if (reads.current.list !== list) reads.current = { list, count: reads.current.count + 1 };
  const known = first?.id === id;
  // Not by a route's loader: one that is gone, by a merge, must not take the page with it.
  const answer = useAsked<ClusterDetailBody>(id === null || known ? null : `/clusters/${id}`, { again: reads.current.count });
  return known ? first : answer?.ok === true ? answer.value : null;
}

/** Tells a refusal also where the preview is not in sight. */
function useSayOutcome(result: ReturnType<typeof useFixActions>['result'], busy: boolean): void {
  const say = useNotice();
  useEffect(() => {
    if (busy || !result) return;
    if (!result.ok) {
      if (!window.matchMedia(WIDE).matches) say(result.error.message, 'danger');
    } else
      say(
        result.value.intent === 'approve'
          ? 'Approved. The sandbox is being prepared.'
          : 'A plan is being made; nothing changes until you approve it.',
      );
  }, [result, busy, say]);
}

interface InboxKeys {
  items: readonly ClusterBody[];
  selected: ClusterBody | null;
  choose: (id: string) => void;
  startFix: () => void;
  approve: () => void;
  canApprove: boolean;
}

function useInboxKeys({ items, selected, choose, startFix, approve, canApprove }: InboxKeys): void {
  const { project } = useProject();
  const navigate = useNavigate();
  const move = (by: number) => {
    const next = items[items.findIndex((each) => each.id === selected?.id) + by];
    if (!next) return;
    choose(next.id);
    const row = document.getElementById(`row-${next.id}`);
    row?.focus({ preventScroll: true });
    row?.closest('li')?.scrollIntoView({ block: 'nearest' });
  };
  const keys = selected
    ? [
        { keys: MOVE_KEYS, caps: ['J', 'K'], label: 'move', foot: true, run: (key: string) => move(stepOf(key)) },
        {
          keys: ['Enter', 'o'],
          caps: ['↵'],
          label: 'open',
          foot: true,
          run: () => void navigate(`/p/${project.id}/clusters/${selected.id}`),
        },
        ...(waitsForApproval(selected) && canApprove ? [{ keys: ['a'], caps: ['A'], label: 'approve', foot: true, run: approve }] : []),
        ...(canStartFix(selected) ? [{ keys: ['f'], caps: ['F'], label: 'start fix', foot: true, run: startFix }] : []),
      ]
    : [];
  useKeys(keys);
}
