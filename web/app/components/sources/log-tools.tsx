import { type KeyboardEvent, type ReactNode, useEffect, useRef, useState } from 'react';
import { Link, useNavigate, useSearchParams } from 'react-router';
import { deliveryChip } from '../../lib/delivery.ts';
import { DELIVERY_STATES, FAILED_STATES, type LogView } from '../../lib/log-view.ts';
import { SOURCES, sourceName } from '../../lib/sources.ts';
import { toggled, withView } from '../../lib/view.ts';
import { buttonClass } from '../ui/button.tsx';
import { Input } from '../ui/field.tsx';
import { Check, ListFilter, Search } from '../ui/icons.tsx';
import { Menu, menuItem } from '../ui/menu.tsx';

const ICON = { size: 15 } as const;

/** What the log is narrowed to; each choice is an address. */
export function LogTools({ view, total }: { view: LogView; total: number }) {
  return (
    <div className="flex flex-wrap items-center gap-2 border-b border-line-soft px-3.5 py-2">
      {!view.refused && <LogSearch view={view} />}
      <Facet title="Source" chosen={view.source === null ? 'All sources' : sourceName(view.source)}>
        <Choice change={{ source: null }} name="All sources" chosen={view.source === null} />
        {SOURCES.map((source) => (
          <Choice key={source} change={{ source }} name={sourceName(source)} chosen={view.source === source} />
        ))}
      </Facet>
      {!view.refused && (
        <Facet title="Outcome" stays chosen={view.states.length === 0 ? 'Any outcome' : view.states.map(nameOf).join(', ')}>
          <Choice change={{ state: null }} name="Any outcome" chosen={view.states.length === 0} />
          <Choice change={{ state: FAILED_STATES.join(',') }} name="All that failed" chosen={false} />
          {DELIVERY_STATES.map((state) => (
            <Choice key={state} change={{ state: toggled(view.states, state) }} name={nameOf(state)} chosen={view.states.includes(state)} />
          ))}
        </Facet>
      )}
      <span className="nums ml-auto text-muted">
        {view.refused ? 'The last 50 at most' : `${total.toLocaleString('en-US')} ${total === 1 ? 'delivery' : 'deliveries'}`}
      </span>
    </div>
  );
}

const nameOf = (state: (typeof DELIVERY_STATES)[number]): string => deliveryChip(state).text;

interface FacetProps {
  title: string;
  chosen: string;
  stays?: boolean;
  children: ReactNode;
}

function Facet({ title, chosen, stays, children }: FacetProps) {
  return (
    <Menu
      stays={stays}
      className={buttonClass('quiet')}
      button={
        <>
          <ListFilter {...ICON} />
          <span className="sr-only">{title}: </span>
          <span className="max-w-[220px] truncate">{chosen}</span>
        </>
      }
    >
      <div role="group" aria-label={title} className="max-h-[50vh] overflow-y-auto">
        {children}
      </div>
    </Menu>
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

const PAUSE_MS = 250;

/** Searches ids, events, reasons, report ids and kept bodies as one types. */
function LogSearch({ view }: { view: LogView }) {
  const [params] = useSearchParams();
  const navigate = useNavigate();
  const [text, setText] = useState(view.q);
  const input = useRef<HTMLInputElement>(null);
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  useEffect(() => {
    if (document.activeElement !== input.current) setText(view.q);
  }, [view.q]);
  useEffect(() => () => clearTimeout(timer.current), []);
  const search = (q: string) => {
    clearTimeout(timer.current);
    void navigate(withView(params, { q: q.trim() }), { replace: true, preventScrollReset: true });
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key === 'Enter') search(text);
    if (event.key === 'Escape' && text !== '') {
      setText('');
      search('');
    }
  };
  return (
    <search className="relative min-w-[180px] max-w-[340px] flex-1 max-[720px]:max-w-none max-[720px]:basis-full">
      <Search {...ICON} className="absolute left-2.5 top-1/2 -translate-y-1/2 text-muted" />
      <Input
        ref={input}
        type="search"
        aria-label="Search deliveries"
        placeholder="Id, event, reason or words of the body"
        autoComplete="off"
        className="pl-8"
        value={text}
        onKeyDown={onKeyDown}
        onChange={(event) => {
          setText(event.target.value);
          clearTimeout(timer.current);
          timer.current = setTimeout(() => search(event.target.value), PAUSE_MS);
        }}
      />
    </search>
  );
}
