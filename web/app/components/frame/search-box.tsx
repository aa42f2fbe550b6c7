import { Search } from 'lucide-react';
import { type KeyboardEvent, useEffect, useRef, useState } from 'react';
import { useLocation, useNavigate, useSearchParams } from 'react-router';
import { useProject } from '../../lib/project-data.ts';
import { withView } from '../../lib/view.ts';
import { Kbd } from '../ui/kbd.tsx';

const PAUSE_MS = 200;

/** Filters the list it stands over as one types; on other screens Enter searches all clusters. */
export function SearchBox() {
  const { project } = useProject();
  const { pathname } = useLocation();
  const [params] = useSearchParams();
  const navigate = useNavigate();
  const overList = /\/(inbox|clusters)$/.test(pathname);
  const asked = overList ? (params.get('q') ?? '') : '';
  const [text, setText] = useState(asked);
  const input = useRef<HTMLInputElement>(null);
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  useEffect(() => {
    if (document.activeElement !== input.current) setText(asked);
  }, [asked]);
  useEffect(() => () => clearTimeout(timer.current), []);

  const search = (q: string) => {
    clearTimeout(timer.current);
    const there = `/p/${project.id}/clusters?q=${encodeURIComponent(q)}`;
    void navigate(overList ? withView(params, { q: q.trim() }) : there, { replace: overList, preventScrollReset: true });
  };
  const onKeyDown = (event: KeyboardEvent<HTMLInputElement>) => {
    if (event.key === 'Enter') search(text);
    if (event.key !== 'Escape') return;
    if (text !== '') {
      setText('');
      if (overList) search('');
    } else input.current?.blur();
  };
  return (
    <search className="relative w-full max-w-[420px] min-w-0 max-[720px]:flex-1">
      <Search size={15} strokeWidth={1.75} aria-hidden="true" className="absolute left-2.5 top-1/2 -translate-y-1/2 text-muted" />
      <input
        id="search"
        ref={input}
        type="search"
        enterKeyHint="search"
        autoComplete="off"
        aria-label="Search clusters"
        placeholder="Search"
        value={text}
        onChange={(event) => {
          setText(event.target.value);
          clearTimeout(timer.current);
          if (overList) timer.current = setTimeout(() => search(event.target.value), PAUSE_MS);
        }}
        onKeyDown={onKeyDown}
        className="h-[30px] w-full rounded-md border border-line bg-panel pl-8 pr-8 placeholder:text-muted max-[720px]:h-11 max-[720px]:text-[16px] [&::-webkit-search-cancel-button]:hidden"
      />
      <span className="absolute right-1.5 top-1/2 -translate-y-1/2 max-[720px]:hidden">
        <Kbd>/</Kbd>
      </span>
    </search>
  );
}
