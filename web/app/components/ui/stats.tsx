import clsx from 'clsx';
import type { ReactNode } from 'react';

export interface Stat {
  value: ReactNode;
  label: string;
}

/** How many people met it; where no report names anybody, that is said instead of 0. */
export const peopleStat = (people: number): Stat =>
  people === 0
    ? { value: '–', label: 'people, none named' }
    : { value: people.toLocaleString('en-US'), label: people === 1 ? 'person' : 'people' };

/** Characters; a longer one gets room, so that it does not become a column of single words. */
const LONG_LABEL = 24;

/** A row of numbers with what they count. */
export function Stats({ stats, className, children }: { stats: readonly Stat[]; className?: string; children?: ReactNode }) {
  return (
    <div className={clsx('flex flex-wrap overflow-hidden rounded-lg border border-line', className)}>
      <dl className="flex min-w-0 flex-[999] basis-[300px] flex-wrap">
        {stats.map((stat) => (
          <div
            key={stat.label}
            className={clsx(
              '-ml-px -mt-px flex min-w-[72px] flex-col-reverse justify-end border-l border-t border-line px-2.5 py-2',
              stat.label.length > LONG_LABEL ? 'flex-[1.5_1_130px]' : 'flex-1',
            )}
          >
            <dt className="text-sm text-muted">{stat.label}</dt>
            <dd className="nums text-lg font-semibold">{stat.value}</dd>
          </div>
        ))}
      </dl>
      {children}
    </div>
  );
}
