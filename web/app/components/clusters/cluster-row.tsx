import type { ClusterBody } from '#domain/api-contract';
import clsx from 'clsx';
import { type MouseEvent, memo } from 'react';
import { Link } from 'react-router';
import { fold } from '../../lib/bars.ts';
import { isRising } from '../../lib/rising.ts';
import { clusterChip } from '../../lib/stages.ts';
import { plural } from '../../lib/time.ts';
import { Bars } from '../ui/bars.tsx';
import { Chip, SeverityMark } from '../ui/chip.tsx';
import { SourceMark } from '../ui/source-mark.tsx';
import { Time, usePageNow } from '../ui/time.tsx';
import { WithCode } from '../ui/with-code.tsx';

const BARS = 12;
const SOURCES_SHOWN = 4;

interface ClusterRowProps {
  cluster: ClusterBody;
  to: string;
  selected: boolean;
  /** What is being asked of it right now, e.g. `Starting a fix`. */
  pending: string | null;
  /** Why the last thing asked of it was not done. */
  refused?: string;
  /** undefined: rows cannot be chosen here. */
  checked?: boolean;
  onCheck?: (id: string, range: boolean) => void;
  /** A press that should choose the row instead of opening it; false lets the link be a link. */
  onChoose: (id: string) => boolean;
}

/** One problem in a list: how bad, what next, what it is, from where, how much lately. */
export const ClusterRow = memo(function ClusterRow(props: ClusterRowProps) {
  const { cluster, to, selected, pending, refused, checked, onCheck, onChoose } = props;
  const now = usePageNow();
  const chip = clusterChip(cluster, now);
  const choose = (event: MouseEvent) => {
    // A press of Enter, of another button or with a modifier opens, as with any link.
    const plain = event.detail === 1 && event.button === 0 && !event.metaKey && !event.ctrlKey && !event.shiftKey;
    if (plain && onChoose(cluster.id)) event.preventDefault();
  };
  return (
    <li
      className={clsx(
        'row-lazy relative flex h-[61px] items-center gap-3 border-b border-line-soft pl-[18px] pr-[18px] max-[720px]:px-3',
        checked && 'bg-accent-soft',
        selected ? 'min-[721px]:bg-accent-soft min-[721px]:shadow-[inset_2px_0_0_var(--color-accent)]' : 'hover:bg-sunken',
      )}
    >
      {onCheck && (
        <label className="relative z-10 -my-1 -ml-3 -mr-2.5 flex h-11 w-9 shrink-0 items-center justify-center">
          <input
            type="checkbox"
            aria-label={`Select ${cluster.title}`}
            checked={checked ?? false}
            onClick={(event) => onCheck(cluster.id, event.shiftKey)}
            onChange={() => undefined}
            className="h-[15px] w-[15px] accent-accent"
          />
        </label>
      )}
      <SeverityMark level={cluster.severity.level} parts={cluster.severity.parts} />
      <div className="min-w-0 flex-1 max-[480px]:flex max-[480px]:flex-wrap max-[480px]:items-center max-[480px]:gap-x-2">
        <div className="flex items-center gap-2 max-[480px]:contents">
          <Link
            to={to}
            id={`row-${cluster.id}`}
            aria-current={selected || undefined}
            onClick={choose}
            dir="auto"
            className="truncate text-left font-semibold outline-none max-[480px]:basis-full after:absolute after:inset-0 focus-visible:after:outline-2 focus-visible:after:-outline-offset-2 focus-visible:after:outline-accent"
          >
            {cluster.title}
          </Link>
          {pending ? <Chip tone="accent">{pending}</Chip> : <Chip tone={chip.tone}>{chip.text}</Chip>}
          {cluster.suggested > 0 && (
            <span className="max-[480px]:hidden" title={`${plural(cluster.suggested, 'report')} elsewhere may belong here`}>
              <Chip tone="warn">{cluster.suggested} may belong</Chip>
            </span>
          )}
          {refused !== undefined && (
            <Chip tone="danger" title={refused}>
              Not done
            </Chip>
          )}
        </div>
        <p
          dir={refused === undefined ? 'auto' : undefined}
          className={clsx(
            'truncate text-left max-[480px]:min-w-0 max-[480px]:flex-1',
            refused === undefined ? 'text-muted' : 'text-danger',
          )}
        >
          {refused ?? <WithCode text={cluster.summary} />}
        </p>
      </div>
      <span className="flex w-[64px] shrink-0 gap-1.5 text-muted max-[860px]:w-auto max-[480px]:hidden">
        {Object.keys(cluster.sources)
          .slice(0, SOURCES_SHOWN)
          .map((source) => (
            <SourceMark key={source} source={source} />
          ))}
      </span>
      <span className="w-[74px] shrink-0 max-[720px]:hidden">
        <Bars
          values={fold(cluster.trend_24h, BARS)}
          level={cluster.severity.level}
          rising={isRising(cluster.severity)}
          width={74}
          height={24}
          span="24 hours"
        />
      </span>
      <span className="nums w-[50px] shrink-0 text-right">
        <span className="block font-semibold" title={`${plural(cluster.count, 'report')}, ${cluster.occurrences} with repeats`}>
          {cluster.count.toLocaleString('en-US')}
          <span className="sr-only"> reports, last seen</span>
        </span>
        <Time at={cluster.last_seen_at} className="block text-sm text-muted" />
      </span>
    </li>
  );
});
