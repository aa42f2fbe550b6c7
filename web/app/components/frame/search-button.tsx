import { Link, useLocation, useSearchParams } from 'react-router';
import { withView } from '../../lib/view.ts';
import { Search, X } from '../ui/icons.tsx';
import { Kbd } from '../ui/kbd.tsx';
import { useFrame } from './frame-context.ts';

/** The way to the search; over a list that is narrowed to words, which, and the way back. */
export function SearchButton() {
  const { open } = useFrame();
  const { pathname } = useLocation();
  const [params] = useSearchParams();
  const q = /\/(inbox|clusters)$/.test(pathname) ? (params.get('q') ?? '') : '';
  return (
    <search className="flex h-[30px] w-full min-w-0 max-w-[420px] items-center rounded-md border border-line bg-panel hover:bg-sunken max-[720px]:h-11 max-[720px]:flex-1">
      <button
        type="button"
        onClick={() => open('search')}
        className="flex h-full min-w-0 flex-1 items-center gap-2 px-2.5 text-left text-muted"
      >
        <Search size={15} className="shrink-0" />
        <span className="min-w-0 flex-1 truncate">{q === '' ? 'Search by words or meaning' : `Listed: with “${q}”`}</span>
        <span className="max-[720px]:hidden">
          <Kbd>/</Kbd>
        </span>
      </button>
      {q !== '' && (
        <Link
          to={withView(params, { q: null })}
          replace
          aria-label="List all again"
          className="inline-flex h-full w-8 items-center justify-center text-muted hover:text-text"
        >
          <X size={14} />
        </Link>
      )}
    </search>
  );
}
