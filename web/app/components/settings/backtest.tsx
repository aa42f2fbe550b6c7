import type { BacktestBody } from '#domain/api-contract';
import { plural } from '../../lib/time.ts';

const SHOWN = 5;

/** What other bounds would have done: joined, split, suggested. */
export function Backtest({ result, days }: { result: BacktestBody; days: string }) {
  const { would_join: joins, would_split: splits } = result;
  return (
    <section aria-label="What would change" role="status" className="flex flex-col gap-2 rounded-md bg-sunken px-3 py-2">
      <p className="font-medium">
        Of {plural(result.reports, 'report')} in {days}: {plural(joins.length, 'join')}, {plural(splits.length, 'split')},{' '}
        {plural(result.would_suggest, 'suggestion')}.
      </p>
      <Some
        title="Would be one cluster"
        lines={joins.map(({ titles, reports }) => `${titles.join(' + ')} · ${plural(reports, 'report')}`)}
      />
      <Some
        title="Would come apart"
        lines={splits.map(({ title, parts, reports }) => `${title} · ${parts} parts of ${plural(reports, 'report')}`)}
      />
    </section>
  );
}

function Some({ title, lines }: { title: string; lines: readonly string[] }) {
  if (lines.length === 0) return null;
  return (
    <div>
      <p className="text-sm text-muted">{title}</p>
      <ul className="list-disc pl-5">
        {lines.slice(0, SHOWN).map((line, i) => (
          <li key={`${i} ${line}`} className="break-words">
            {line}
          </li>
        ))}
      </ul>
      {lines.length > SHOWN && <p className="text-sm text-muted">and {lines.length - SHOWN} more</p>}
    </div>
  );
}
