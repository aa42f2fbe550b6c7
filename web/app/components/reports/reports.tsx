import type { ClusterDetailBody, FeedbackBody } from '#domain/api-contract';
import clsx from 'clsx';
import { lazy, Suspense } from 'react';
import { Link, useSearchParams } from 'react-router';
import type { List } from '../../lib/list.ts';
import type { Selection } from '../../lib/selection.ts';
import { useRegrouping } from '../../lib/regrouping.ts';
import { sourceName } from '../../lib/sources.ts';
import { type View, withView } from '../../lib/view.ts';
import { buttonClass } from '../ui/button.tsx';
import { PillLink } from '../ui/pill-link.tsx';
import { ReportRow } from './report-row.tsx';

// Comes with the first choice.
const ChosenReports = lazy(() => import('./chosen-reports.tsx').then((all) => ({ default: all.ChosenReports })));

interface ReportsProps {
  cluster: ClusterDetailBody;
  reports: List<FeedbackBody>;
  view: View;
  selection: Selection;
  className?: string;
}

/** The reports of a cluster, each with why it is here; by source where there are several. */
export function Reports({ cluster, reports, view, selection, className }: ReportsProps) {
  const [params] = useSearchParams();
  const leaving = new Set(
    useRegrouping().pending.flatMap((each) =>
      each.kind === 'remove' || each.kind === 'split' || (each.kind === 'move' && each.to !== cluster.id) ? each.reports : [],
    ),
  );
  const shown = reports.items.filter(({ id }) => !leaving.has(id));
  const bySource = Object.entries(cluster.sources);
  const chosen = view.source[0] ?? null;
  return (
    <section aria-labelledby="reports-title" className={clsx('rounded-xl border border-line bg-panel', className)} id="reports">
      <header className="flex min-h-[40px] flex-wrap items-center gap-2 border-b border-line px-3.5 py-1.5">
        <h2 id="reports-title" className="flex-1 font-semibold">
          Reports <span className="nums ml-1 font-normal text-muted">{reports.total}</span>
        </h2>
        {bySource.length > 1 && (
          <nav aria-label="Reports by source">
            <ul className="flex flex-wrap gap-1">
              <PillLink to={withView(params, { source: null })} chosen={chosen === null} name="All" />
              {bySource.map(([source, count]) => (
                <PillLink
                  key={source}
                  to={withView(params, { source })}
                  chosen={chosen === source}
                  name={`${sourceName(source)} ${count}`}
                />
              ))}
            </ul>
          </nav>
        )}
      </header>
      {selection.chosen.size > 0 && (
        <Suspense>
          <ChosenReports cluster={cluster} selection={selection} />
        </Suspense>
      )}
      <ul>
        {shown.map((report) => (
          <ReportRow
            key={report.id}
            report={report}
            alone={cluster.count === 1}
            exemplar={cluster.count > 1 && cluster.exemplars.some((each) => each.report_id === report.id)}
            chosen={cluster.count === 1 ? null : selection.chosen.has(report.id)}
            onChoose={selection.toggle}
          />
        ))}
      </ul>
      {reports.items.length === 0 && <p className="p-3.5 text-muted">No report here has that source.</p>}
      {reports.next_cursor !== null && (
        <p className="flex justify-center p-2">
          <Link to={withView(params, { more: String(view.more + 1) })} replace preventScrollReset className={buttonClass('quiet')}>
            Show more, {(reports.total - reports.items.length).toLocaleString('en-US')} left
          </Link>
        </p>
      )}
    </section>
  );
}
