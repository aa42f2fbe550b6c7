import { lazy, type ReactNode, Suspense } from 'react';
import { sourceName } from '../../lib/sources.ts';
import { SORTS, type View } from '../../lib/view.ts';
import { buttonClass } from '../ui/button.tsx';
import { ArrowDownWideNarrow, ListFilter } from '../ui/icons.tsx';
import { Menu } from '../ui/menu.tsx';

// Come when their menu is opened.
const Facets = lazy(() => import('./list-choices.tsx').then((all) => ({ default: all.Facets })));
const Orders = lazy(() => import('./list-choices.tsx').then((all) => ({ default: all.Orders })));
const ICON = { size: 15 } as const;

/** Facets and order of a list of clusters; each choice is an address. */
export function ListTools({ view }: { view: View }) {
  const chosen = [...view.severity, ...view.source.map(sourceName), ...(view.hasSuggestion ? ['Has suggestion'] : [])];
  return (
    <div className="flex shrink-0 gap-1">
      <Tool stays icon={<ListFilter {...ICON} />} name={chosen.length > 0 && 'Filter by '} chosen={chosen.join(', ') || 'Filter'}>
        <Facets view={view} />
      </Tool>
      <Tool icon={<ArrowDownWideNarrow {...ICON} />} name="Sort by " chosen={SORTS.find((each) => each.sort === view.sort)?.name}>
        <Orders view={view} />
      </Tool>
    </div>
  );
}

interface ToolProps {
  stays?: boolean;
  icon: ReactNode;
  /** What is said before `chosen`, unseen. */
  name: ReactNode;
  chosen: string | undefined;
  children: ReactNode;
}

function Tool({ stays, icon, name, chosen, children }: ToolProps) {
  return (
    <Menu
      place="below-end"
      stays={stays}
      className={buttonClass('quiet')}
      button={
        <>
          {icon}
          <span className="sr-only">{name}</span>
          <span className="max-[720px]:sr-only">{chosen}</span>
        </>
      }
    >
      <Suspense>{children}</Suspense>
    </Menu>
  );
}
