import type { StatsBody } from '#domain/api-contract';
import clsx from 'clsx';
import { Link, useSearchParams } from 'react-router';
import { TABS, type View, withView } from '../../lib/view.ts';

/** What a person has to do, as tabs with how many wait in each. */
export function InboxTabs({ view, counts }: { view: View; counts: StatsBody['tabs'] }) {
  const [params] = useSearchParams();
  return (
    <nav aria-label="What to do" className="min-w-0 flex-1 overflow-x-auto [scrollbar-width:none]">
      <ul className="flex gap-1">
        {TABS.map(({ tab, name }) => (
          <li key={tab}>
            <Link
              to={withView(params, { tab: tab === 'needs_you' ? null : tab })}
              replace
              aria-current={view.tab === tab ? 'page' : undefined}
              className={clsx(
                'flex h-[27px] items-center gap-1.5 whitespace-nowrap rounded-md px-2.5 font-medium max-[720px]:h-11',
                view.tab === tab ? 'bg-accent-soft text-accent-text' : 'text-muted hover:bg-sunken hover:text-text',
              )}
            >
              {name}
              <span className="nums text-xs">{counts[tab]}</span>
            </Link>
          </li>
        ))}
      </ul>
    </nav>
  );
}
