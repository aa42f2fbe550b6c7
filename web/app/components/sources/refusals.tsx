import type { RefusalBody } from '#domain/api-contract';
import type { List } from '../../lib/list.ts';
import { refusalWords } from '../../lib/refusal.ts';
import { sourceName } from '../../lib/sources.ts';
import { sentenceOf } from '../../lib/sync-words.ts';
import { SourceMark } from '../ui/source-mark.tsx';
import { Time } from '../ui/time.tsx';

/** Requests that were refused: why, and what to do. Nothing of their bodies is kept. */
export function Refusals({ refusals }: { refusals: List<RefusalBody> }) {
  if (refusals.items.length === 0) {
    return (
      <p className="p-8 text-center text-muted">Nothing was refused. What cannot prove its sender, or is too large, is listed here.</p>
    );
  }
  return (
    <ul aria-label="Refused requests, newest first">
      {refusals.items.map((refusal, i) => {
        const { words, todo } = refusalWords(refusal.reason);
        return (
          <li
            key={`${refusal.at} ${i}`}
            className="flex min-h-[40px] items-center gap-3 border-b border-line-soft px-3.5 py-1.5 last:border-b-0 max-[720px]:flex-wrap"
          >
            <Time at={refusal.at} className="nums w-[46px] shrink-0 text-muted" />
            <span className="flex w-[150px] shrink-0 items-center gap-2">
              <SourceMark source={refusal.source} named={false} />
              <span className="truncate">{sourceName(refusal.source)}</span>
            </span>
            <span className="min-w-0 flex-1 max-[720px]:basis-full">
              {sentenceOf(words)} <span className="text-muted">{todo}</span>
            </span>
            <code className="shrink-0 text-muted max-[860px]:hidden">{refusal.reason}</code>
          </li>
        );
      })}
    </ul>
  );
}
