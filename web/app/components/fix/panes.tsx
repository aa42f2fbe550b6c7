import type { JobDetailBody, PlanBody } from '#domain/api-contract';
import clsx from 'clsx';
import { type KeyboardEvent, useId } from 'react';
import { parseDiff } from '../../lib/diff.ts';
import { isEnded } from '../../lib/stages.ts';
import { useLog } from '../../lib/use-log.ts';
import { DiffView } from './diff-view.tsx';
import { History } from './history.tsx';
import { LastLine, LogView } from './log-view.tsx';

export type Pane = 'diff' | 'log' | 'history';

interface PanesProps {
  job: JobDetailBody;
  diff: string | null;
  plans: readonly PlanBody[];
  pane: Pane;
  onPane: (pane: Pane) => void;
}

/** What the fix made and did: the diff, the log as it is written, and its history. */
export function Panes({ job, diff, plans, pane, onPane }: PanesProps) {
  const id = useId();
  const running = !isEnded(job.stage);
  const log = useLog(job.project_id, job.id, running);
  const files = diff === null ? [] : parseDiff(diff);
  const added = files.reduce((sum, file) => sum + file.added, 0);
  const removed = files.reduce((sum, file) => sum + file.removed, 0);
  const panes: ReadonlyArray<{ pane: Pane; name: string; count?: number }> = [
    ...(diff === null ? [] : [{ pane: 'diff', name: 'Diff', count: files.length } as const]),
    { pane: 'log', name: running ? 'Live log' : 'Log' },
    { pane: 'history', name: 'History' },
  ];
  const at = panes.findIndex((each) => each.pane === pane);
  const onKeyDown = (event: KeyboardEvent) => {
    const by = event.key === 'ArrowRight' ? 1 : event.key === 'ArrowLeft' ? -1 : 0;
    const next = panes[(at + by + panes.length) % panes.length];
    if (by === 0 || !next) return;
    event.preventDefault();
    onPane(next.pane);
    document.getElementById(`${id}-${next.pane}`)?.focus();
  };
  return (
    <section
      aria-label="Diff, log and history"
      className="flex min-h-[420px] min-w-0 flex-col overflow-hidden rounded-xl border border-line bg-panel"
    >
      <header className="flex min-h-[43px] items-center gap-2 border-b border-line px-3 py-1.5">
        <div role="tablist" aria-label="What to look at" className="flex flex-1 gap-1">
          {panes.map((each) => (
            <button
              key={each.pane}
              id={`${id}-${each.pane}`}
              type="button"
              role="tab"
              aria-selected={each.pane === pane}
              aria-controls={`${id}-panel`}
              tabIndex={each.pane === pane ? 0 : -1}
              onClick={() => onPane(each.pane)}
              onKeyDown={onKeyDown}
              className={clsx(
                'h-[27px] rounded-md px-2.5 font-medium max-[720px]:h-11',
                each.pane === pane ? 'bg-accent-soft text-accent-text' : 'text-muted hover:bg-sunken',
              )}
            >
              {each.name} {each.count !== undefined && <span className="nums text-xs">{each.count}</span>}
            </button>
          ))}
        </div>
        {diff !== null && (
          <span className="nums text-muted">
            <span className="sr-only">Lines added and removed: </span>+{added} −{removed}
          </span>
        )}
      </header>
      <div role="tabpanel" id={`${id}-panel`} aria-labelledby={`${id}-${pane}`} className="flex min-h-0 flex-1 flex-col">
        {pane === 'diff' && diff !== null && <DiffView files={files} />}
        {(pane === 'log' || (pane === 'diff' && diff === null)) && <LogView log={log} running={running} />}
        {pane === 'history' && <History job={job} plans={plans} />}
      </div>
      {pane !== 'log' && running && <LastLine log={log} />}
    </section>
  );
}
