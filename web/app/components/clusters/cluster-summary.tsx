import type { ClusterDetailBody } from '#domain/api-contract';
import { summaryAuthor } from '../../lib/provider.ts';
import { isRising } from '../../lib/rising.ts';
import { age, exact, plural } from '../../lib/time.ts';
import { Bars } from '../ui/bars.tsx';
import { Chip } from '../ui/chip.tsx';
import { peopleStat, Stats } from '../ui/stats.tsx';
import { Time, usePageNow } from '../ui/time.tsx';
import { WithCode } from '../ui/with-code.tsx';

/** What the problem is, who says so, and how big it is. */
export function ClusterSummary({ cluster }: { cluster: ClusterDetailBody }) {
  const now = usePageNow();
  return (
    <section aria-label="Summary" className="flex flex-col gap-3 rounded-xl border border-line bg-panel p-3.5">
      <div>
        <p dir="auto" className="break-words text-lg">
          <WithCode text={cluster.summary} />
        </p>
        <p className="mt-1 text-sm text-muted">
          {cluster.edited
            ? 'Title and summary by a person'
            : `Summary from ${plural(cluster.count, 'report')}, ${summaryAuthor(cluster.summary_by)}`}{' '}
          · updated <Time at={cluster.updated_at} sentence />
        </p>
        <Standing cluster={cluster} />
      </div>
      <Stats
        stats={[
          {
            value: cluster.count.toLocaleString('en-US'),
            label: `${cluster.count === 1 ? 'report' : 'reports'}${cluster.occurrences > cluster.count ? `, ${cluster.occurrences} with repeats` : ''}`,
          },
          peopleStat(cluster.people),
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

/** How well it holds together, and what people decided of it. */
function Standing({ cluster }: { cluster: ClusterDetailBody }) {
  const { cohesion, locked, dismissed_reason: reason, snoozed_until: until, snoozed_until_count: untilCount } = cluster;
  const snoozed = cluster.status === 'snoozed';
  if (!cohesion && !locked && !snoozed && reason === null) return null;
  return (
    <div className="mt-2 flex flex-wrap items-center gap-1.5">
      {cohesion && (
        <Chip
          tone={COHESION[cohesion.label].tone}
          title={`Reports are alike by ${cohesion.score.toFixed(2)} of 1 on average; at 0.50 two would join`}
        >
          {COHESION[cohesion.label].words} · {cohesion.score.toFixed(2)}
        </Chip>
      )}
      {locked && <Chip title="The machine neither adds to it nor takes from it">Locked</Chip>}
      {snoozed && until !== null && (
        <span className="text-sm text-muted" suppressHydrationWarning>
          Comes back {exact(until)}
        </span>
      )}
      {snoozed && untilCount !== null && (
        <span className="text-sm text-muted">
          Comes back at {plural(untilCount, 'occurrence')}, {cluster.occurrences} so far
        </span>
      )}
      {cluster.status === 'dismissed' && reason !== null && (
        <span className="min-w-0 break-words text-sm text-muted">Dismissed: {reason}</span>
      )}
    </div>
  );
}

const COHESION = {
  tight: { words: 'Holds together well', tone: 'good' },
  moderate: { words: 'Holds together', tone: 'neutral' },
  loose: { words: 'Loosely together, look before a fix', tone: 'warn' },
} as const;
