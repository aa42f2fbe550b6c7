import type { DiffBody, JobDetailBody, PlanBody } from '#domain/api-contract';
import { useRef, useState } from 'react';
import { useNavigate } from 'react-router';
import { Decide } from '../components/fix/decide.tsx';
import { Ending } from '../components/fix/ending.tsx';
import { FixActions } from '../components/fix/fix-actions.tsx';
import { PlanCard } from '../components/fix/plan-card.tsx';
import { ProofCard } from '../components/fix/proof-card.tsx';
import { SafetyCard } from '../components/fix/safety-card.tsx';
import { StageStrip } from '../components/fix/stage-strip.tsx';
import { type Pane, Panes } from '../components/fix/panes.tsx';
import { TopBar } from '../components/frame/top-bar.tsx';
import { Chip } from '../components/ui/chip.tsx';
import { apiFor } from '../lib/api.server.ts';
import { endingOf } from '../lib/endings.ts';
import { keepLast } from '../lib/keep-last.ts';
import type { List } from '../lib/list.ts';
import { isEnded, stageChip } from '../lib/stages.ts';
import { useKeys } from '../lib/use-keys.tsx';
import type { Route } from './+types/fix';

export { ErrorBoundary } from '../components/frame/page-error.tsx';

export async function loader({ request, params }: Route.LoaderArgs) {
  const api = apiFor(request);
  const query = { project_id: params.projectId };
  const path = `/jobs/${encodeURIComponent(params.jobId)}`;
  const job = await api.get<JobDetailBody>(path, query);
  const [diff, plans] = await Promise.all([
    job.has_diff ? api.get<DiffBody>(`${path}/diff`, query) : null,
    job.plan_versions > 1 ? api.get<List<PlanBody>>(`${path}/plans`, query) : null,
  ]);
  return { job, diff: diff?.diff ?? null, plans: plans?.items ?? (job.plan ? [job.plan] : []), ending: endingOf(job.stage) };
}

export const clientLoader = ({ request, serverLoader }: Route.ClientLoaderArgs) => keepLast(new URL(request.url).pathname, serverLoader);
clientLoader.hydrate = true as const;

export default function Fix({ loaderData: { job, diff, plans, ending }, params }: Route.ComponentProps) {
  const navigate = useNavigate();
  const waits = job.stage === 'awaiting_approval';
  const chip = waits ? ({ text: 'Plan waits for you', tone: 'warn' } as const) : stageChip(job.stage, job.pr_number);
  const [chosen, setChosen] = useState<Pane | null>(null);
  const pane = chosen ?? (diff === null ? 'log' : 'diff');
  const [cancelling, setCancelling] = useState(false);
  const approve = useRef<HTMLButtonElement>(null);
  const to = (screen: string) => `/p/${params.projectId}/${screen}`;
  useKeys([
    ...(waits ? [{ keys: ['a'], caps: ['A'], label: 'approve', foot: true, run: () => approve.current?.click() }] : []),
    ...(isEnded(job.stage) ? [] : [{ keys: ['c'], caps: ['C'], label: 'cancel', foot: true, run: () => setCancelling(true) }]),
    { keys: ['l'], caps: ['L'], label: 'log', foot: true, run: () => setChosen('log') },
    ...(diff === null ? [] : [{ keys: ['d'], caps: ['D'], label: 'diff', foot: true, run: () => setChosen('diff') }]),
    { keys: ['h'], caps: ['H'], label: 'history', foot: true, run: () => setChosen('history') },
    { keys: ['Escape'], caps: ['Esc'], label: 'back to fixes', foot: true, run: () => void navigate(to('fixes')) },
  ]);

  const plan = job.plan && (
    <PlanCard plan={job.plan} job={job} large={waits}>
      {waits && (
        <Decide key={job.plan.digest} jobId={job.id} projectId={params.projectId} digest={job.plan.digest} approveButton={approve} />
      )}
    </PlanCard>
  );
  return (
    <>
      <TopBar
        parent={{ name: 'Fixes', to: to('fixes') }}
        title={job.cluster_title}
        chip={<Chip tone={chip.tone}>{chip.text}</Chip>}
        actions={<FixActions job={job} projectId={params.projectId} cancelling={cancelling} setCancelling={setCancelling} />}
      />
      <StageStrip job={job} />
      <div className="relative min-h-0 flex-1 overflow-y-auto min-[1000px]:overflow-hidden">
        <div className="grid grid-cols-1 gap-4 p-[18px] max-[720px]:p-3 min-[1000px]:h-full min-[1000px]:grid-cols-[minmax(0,44fr)_minmax(0,56fr)]">
          <div className="flex min-h-0 flex-col gap-4 min-[1000px]:overflow-y-auto" tabIndex={-1}>
            <Ending job={job} ending={ending} projectId={params.projectId} />
            {waits && plan}
            {job.proof && <ProofCard proof={job.proof} job={job} />}
            {!waits && plan}
            <SafetyCard job={job} />
          </div>
          <Panes job={job} diff={diff} plans={plans} pane={pane} onPane={setChosen} />
        </div>
      </div>
    </>
  );
}
