import type { FeedbackBody } from '#domain/api-contract';
import { useNavigate } from 'react-router';
import { TopBar } from '../components/frame/top-bar.tsx';
import { ReportDetail } from '../components/reports/report-detail.tsx';
import { ReportMenu } from '../components/reports/report-menu.tsx';
import { ButtonLink } from '../components/ui/button.tsx';
import { Chip } from '../components/ui/chip.tsx';
import { SourceMark } from '../components/ui/source-mark.tsx';
import { Time } from '../components/ui/time.tsx';
import { apiFor } from '../lib/api.server.ts';
import { keepLast } from '../lib/keep-last.ts';
import { sourceName } from '../lib/sources.ts';
import { plural } from '../lib/time.ts';
import { useKeys } from '../lib/use-keys.tsx';
import type { Route } from './+types/feedback';

export { ErrorBoundary } from '../components/frame/page-error.tsx';

export async function loader({ request, params }: Route.LoaderArgs) {
  const query = { project_id: params.projectId };
  return { report: await apiFor(request).get<FeedbackBody>(`/feedback/${encodeURIComponent(params.reportId)}`, query) };
}

export const clientLoader = ({ request, serverLoader }: Route.ClientLoaderArgs) => keepLast(new URL(request.url).pathname, serverLoader);
clientLoader.hydrate = true as const;

/** One report by itself: where a delivery leads, also before it is grouped. */
export default function Feedback({ loaderData: { report }, params }: Route.ComponentProps) {
  const navigate = useNavigate();
  const here = `/p/${params.projectId}`;
  const cluster = report.cluster_id === null ? null : `${here}/clusters/${report.cluster_id}`;
  const back = () => void navigate(cluster ?? `${here}/clusters`);
  useKeys([{ keys: ['Escape'], caps: ['Esc'], label: 'to its cluster', foot: true, run: back }]);
  return (
    <>
      <TopBar
        parent={cluster === null ? { name: 'Clusters', to: `${here}/clusters` } : { name: 'Its cluster', to: cluster }}
        title={report.title}
        chip={report.status === 'closed' ? <Chip>Closed</Chip> : undefined}
        actions={cluster === null ? undefined : <ButtonLink to={`${cluster}#report-${report.id}`}>Open its cluster</ButtonLink>}
      />
      <div className="relative min-h-0 flex-1 overflow-y-auto">
        <div className="mx-auto max-w-[860px] p-[18px] max-[720px]:p-3">
          <article aria-label={report.title} className="rounded-xl border border-line bg-panel">
            <header className="flex items-center gap-2.5 px-3.5 py-2.5">
              <SourceMark source={report.source} named={false} />
              <h2 className="sr-only">What it says</h2>
              <p className="min-w-0 flex-1">
                {sourceName(report.source)}, <Time at={report.last_seen_at} sentence />, seen {plural(report.occurrences, 'time')}.{' '}
                <span className="text-muted">{report.evidence?.sentence ?? 'Not grouped yet.'}</span>
              </p>
              <ReportMenu report={report} onGone={back} />
            </header>
            <div className="overflow-hidden rounded-b-xl">
              <ReportDetail report={report} />
            </div>
          </article>
        </div>
      </div>
    </>
  );
}
