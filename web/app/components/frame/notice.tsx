import { createContext, type ReactNode, use, useEffect, useRef, useState } from 'react';
import { useLocation } from 'react-router';
import { X } from '../ui/icons.tsx';

interface Said {
  words: string;
  tone: 'good' | 'danger';
  n: number;
  /** Of the page it was said on; it does not follow to the next. null: what it tells of leads to another page. */
  at: string | null;
  /** What can be done about it, on the notice itself. */
  act?: Act;
}
interface Act {
  words: string;
  run: () => void;
}
const NoticeContext = createContext<(words: string, tone?: Said['tone'], follows?: boolean, act?: Act) => void>(() => undefined);
/** Says one thing over the page, for what happened away from where one looks. */
export const useNotice = () => use(NoticeContext);

const SHOWN_MS = 6_000;

export function NoticeProvider({ children }: { children: ReactNode }) {
  const { pathname } = useLocation();
  const here = useRef(pathname);
  useEffect(() => void (here.current = pathname), [pathname]);
  const [said, setSaid] = useState<Said | null>(null);
  const [say] = useState(
    () =>
      (words: string, tone: Said['tone'] = 'good', follows = false, act?: Act) =>
        setSaid((last) => ({ words, tone, n: (last?.n ?? 0) + 1, at: follows ? null : here.current, act })),
  );
  useEffect(() => {
    if (said?.tone !== 'good') return;
    const timer = setTimeout(() => setSaid(null), SHOWN_MS);
    return () => clearTimeout(timer);
  }, [said]);
  return (
    <NoticeContext value={say}>
      {children}
      <div
        role="status"
        aria-live="polite"
        className="pointer-events-none fixed inset-x-0 bottom-12 z-30 flex justify-center px-3 max-[720px]:bottom-20"
      >
        {said && (said.at === null || said.at === pathname) && (
          <p
            className={`pointer-events-auto flex max-w-[560px] items-center gap-3 rounded-lg border bg-panel px-3.5 py-2 shadow-float ${said.tone === 'danger' ? 'border-danger/50 text-danger' : 'border-line'}`}
          >
            <span className="min-w-0 break-words">{said.words}</span>
            {said.act && (
              <button type="button" onClick={said.act.run} className="min-h-6 font-semibold text-accent-text hover:underline">
                {said.act.words}
              </button>
            )}
            <button type="button" aria-label="Close this notice" onClick={() => setSaid(null)} className="text-muted hover:text-text">
              <X size={14} />
            </button>
          </p>
        )}
      </div>
    </NoticeContext>
  );
}
