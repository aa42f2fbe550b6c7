import { ArrowDownWideNarrow, Check, ListFilter } from 'lucide-react';
import { Link, useSearchParams } from 'react-router';
import { SOURCES, sourceName } from '../../lib/sources.ts';
import { LEVELS, SORTS, toggled, type View, withView } from '../../lib/view.ts';
import { buttonClass } from '../ui/button.tsx';
import { Menu, menuItem } from '../ui/menu.tsx';

const ICON = { size: 15, strokeWidth: 1.75, 'aria-hidden': true } as const;

/** Facets and order of a list of clusters; each choice is an address. */
export function ListTools({ view }: { view: View }) {
  const chosen = [...view.severity, ...view.source.map(sourceName)];
  const sort = SORTS.find((each) => each.sort === view.sort)?.name;
  return (
    <div className="flex shrink-0 gap-1">
      <Menu
        place="below-end"
        stays
        className={buttonClass('quiet')}
        button={
          <>
            <ListFilter {...ICON} />
            <span className="sr-only">Filter by </span>
            <span className="max-[720px]:sr-only">{chosen.length === 0 ? 'Severity, source' : chosen.join(', ')}</span>
          </>
        }
      >
        <Facet name="severity" title="Severity" values={LEVELS} chosen={view.severity} nameOf={(level) => level} />
        <Facet name="source" title="Source" values={SOURCES} chosen={view.source} nameOf={sourceName} />
        {chosen.length > 0 && <Choice change={{ severity: null, source: null }} name="Clear" chosen={false} />}
      </Menu>
      <Menu
        place="below-end"
        className={buttonClass('quiet')}
        button={
          <>
            <ArrowDownWideNarrow {...ICON} />
            <span className="sr-only">Sort by </span>
            <span className="max-[720px]:sr-only">{sort}</span>
          </>
        }
      >
        <ul aria-label="Sort by">
          {SORTS.map((each) => (
            <li key={each.sort}>
              <Choice change={{ sort: each.sort === 'impact' ? null : each.sort }} name={each.name} chosen={view.sort === each.sort} />
            </li>
          ))}
        </ul>
      </Menu>
    </div>
  );
}

interface FacetProps {
  name: string;
  title: string;
  values: readonly string[];
  chosen: readonly string[];
  nameOf: (value: string) => string;
}

function Facet({ name, title, values, chosen, nameOf }: FacetProps) {
  return (
    <>
      <p className="px-2.5 pb-0.5 pt-1.5 text-xs text-muted" aria-hidden="true">
        {title}
      </p>
      <ul aria-label={title}>
        {values.map((value) => (
          <li key={value}>
            <Choice change={{ [name]: toggled(chosen, value) }} name={nameOf(value)} chosen={chosen.includes(value)} />
          </li>
        ))}
      </ul>
    </>
  );
}

function Choice({ change, name, chosen }: { change: Record<string, string | null>; name: string; chosen: boolean }) {
  const [params] = useSearchParams();
  return (
    <Link to={withView(params, change)} replace preventScrollReset aria-current={chosen || undefined} className={menuItem}>
      <span className="flex-1">{name}</span>
      {chosen && <Check {...ICON} />}
    </Link>
  );
}
