import type { ClusterDetailBody } from '#domain/api-contract';
import { summaryAuthor } from '../../lib/provider.ts';
import { isRising } from '../../lib/rising.ts';
import { age, plural } from '../../lib/time.ts';
import { Bars } from '../ui/bars.tsx';
import { Stats } from '../ui/stats.tsx';
import { Time, usePageNow } from '../ui/time.tsx';
import { WithCode } from '../ui/with-code.tsx';

/** What the problem is, who says so, and how big it is. */
export function ClusterSummary({ cluster }: { cluster: ClusterDetailBody }) {
  const now = usePageNow();
  return (
    <section aria-label="Summary" className="flex flex-col gap-3 rounded-xl border border-line bg-panel p-3.5">
      <div>
        <p className="break-words text-lg">
          <WithCode text={cluster.summary} />
        </p>
        <p className="mt-1 text-sm text-muted">
          Summary from {plural(cluster.count, 'report')}, {summaryAuthor(cluster.summary_by)} · updated{' '}
          <Time at={cluster.updated_at} sentence />
        </p>
      </div>
      <Stats
        stats={[
          {
            value: cluster.count.toLocaleString('en-US'),
            label: cluster.occurrences > cluster.count ? `reports, ${cluster.occurrences} with repeats` : 'reports',
          },
          { value: cluster.people.toLocaleString('en-US'), label: 'people' },
          { value: cluster.severity.level, label: cluster.severity.parts.join(', ') || 'severity' },
          { value: <span suppressHydrationWarning>{age(cluster.first_seen_at, now)}</span>, label: 'since first' },
          { value: <span suppressHydrationWarning>{age(cluster.last_seen_at, now)}</span>, label: 'since last' },
        ]}
      >
        <div className="-ml-px -mt-px flex flex-1 items-end border-t justify-center border-l border-line px-3 py-2.5">
          <Bars
            values={cluster.trend_14d}
            level={cluster.severity.level}
            rising={isRising(cluster.severity)}
            width={146}
            height={34}
            span="14 days"
          />
        </div>
      </Stats>
    </section>
  );
}
