import { Link, useSearchParams } from 'react-router';
import { SOURCES, sourceName } from '../../lib/sources.ts';
import { LEVELS, SORTS, toggled, type View, withView } from '../../lib/view.ts';
import { Check } from '../ui/icons.tsx';
import { menuItem } from '../ui/menu.tsx';

/** What a list of clusters can be narrowed to. */
export function Facets({ view }: { view: View }) {
  const chosen = view.severity.length + view.source.length > 0 || view.hasSuggestion;
  return (
    <>
      <Facet name="severity" title="Severity" values={LEVELS} chosen={view.severity} nameOf={(level) => level} />
      <Facet name="source" title="Source" values={SOURCES} chosen={view.source} nameOf={sourceName} />
      <Facet
        name="has_suggestion"
        title="To answer"
        values={['true']}
        chosen={view.hasSuggestion ? ['true'] : []}
        nameOf={() => 'Has suggestion'}
      />
      {chosen && <Choice change={{ severity: null, source: null, has_suggestion: null }} name="Clear" chosen={false} />}
    </>
  );
}

export function Orders({ view }: { view: View }) {
  return (
    <ul aria-label="Sort by">
      {SORTS.map((each) => (
        <li key={each.sort}>
          <Choice change={{ sort: each.sort === 'impact' ? null : each.sort }} name={each.name} chosen={view.sort === each.sort} />
        </li>
      ))}
    </ul>
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
      {chosen && <Check size={15} />}
    </Link>
  );
}
