import type { FeedbackBody } from '#domain/api-contract';
import clsx from 'clsx';
import { lazy, Suspense, useEffect, useRef, useState } from 'react';
import { useLocation, useNavigate } from 'react-router';
import { evidenceChip } from '../../lib/evidence.ts';
import { Chip } from '../ui/chip.tsx';
import { ChevronRight } from '../ui/icons.tsx';
import { Sentence } from '../ui/sentence.tsx';
import { SourceMark } from '../ui/source-mark.tsx';
import { Time } from '../ui/time.tsx';
import { ReportMenu } from './report-menu.tsx';

// Comes when the first is opened.
const ReportDetail = lazy(() => import('./report-detail.tsx').then((all) => ({ default: all.ReportDetail })));

interface ReportRowProps {
  report: FeedbackBody;
  /** The only one of its cluster: without it, there is no such cluster. */
  alone: boolean;
  /** One of those that stand for the cluster. */
  exemplar: boolean;
  /** null: there is nothing to choose from. */
  chosen: boolean | null;
  onChoose: (id: string, range: boolean) => void;
}

/** A report in its cluster: what it says and why it is here; opens to the whole of it. */
export function ReportRow({ report, alone, exemplar, chosen, onChoose }: ReportRowProps) {
  const navigate = useNavigate();
  const id = `report-${report.id}`;
  const box = useOpenWhenNamed(id);
  const [opened, setOpened] = useState(false);
  return (
    <li
      className={clsx(
        'relative border-b border-line-soft last:border-b-0 last:[&>details]:overflow-hidden last:[&>details]:rounded-b-xl',
        chosen === true && 'bg-accent-soft',
      )}
    >
      {chosen !== null && (
        <label className="absolute left-0 top-0 flex h-[44px] w-9 items-center justify-center max-[720px]:w-11">
          <input
            type="checkbox"
            aria-label={`Select ${report.title.slice(0, 80)}`}
            checked={chosen}
            onClick={(event) => onChoose(report.id, event.shiftKey)}
            onChange={() => undefined}
            className="h-[15px] w-[15px] accent-accent"
          />
        </label>
      )}
      <details ref={box} id={id} className="group" onToggle={(event) => event.currentTarget.open && setOpened(true)}>
        <summary
          className={clsx(
            'flex list-none items-center gap-2.5 py-2.5 pr-12 hover:bg-sunken focus-visible:-outline-offset-2',
            chosen === null ? 'pl-3.5' : 'pl-9 max-[720px]:pl-11',
          )}
        >
          <ChevronRight
            size={14}

            className="mt-0.5 shrink-0 self-start text-muted transition-transform group-open:rotate-90 max-[480px]:hidden"
          />
          <span className="self-start pt-0.5">
            <SourceMark source={report.source} />
          </span>
          <span className="min-w-0 flex-1">
            <span dir="auto" className="block truncate text-left font-semibold group-open:whitespace-normal group-open:break-words">
              {report.title}
            </span>
            <span className="block truncate text-muted group-open:whitespace-normal group-open:break-words">
              <Sentence text={report.evidence?.sentence ?? 'Not grouped yet'} />
            </span>
          </span>
          {report.suggested_for[0] && (
            <span className="max-[720px]:hidden" title={`May belong to “${report.suggested_for[0].title}”`}>
              <Chip tone="warn">may belong elsewhere</Chip>
            </span>
          )}
          {exemplar && (
            <span className="max-[720px]:hidden" title="One of the reports nearest the middle of the cluster">
              <Chip tone="info">typical</Chip>
            </span>
          )}
          {report.evidence && (
            <span className="max-[480px]:hidden">
              <Chip>{evidenceChip(report.evidence)}</Chip>
            </span>
          )}
          <Time
            at={report.last_seen_at}
            className="nums w-[50px] shrink-0 text-right text-muted group-open:self-start max-[480px]:w-auto"
          />
        </summary>
        {opened && (
          <Suspense>
            <ReportDetail report={report} />
          </Suspense>
        )}
      </details>
      <div className="absolute right-2 top-2.5 max-[720px]:right-0 max-[720px]:top-1">
        <ReportMenu
          report={report}
          canLeave={!alone}
          onGone={alone ? () => void navigate(`/p/${report.project_id}/clusters`) : undefined}
          onMoved={alone ? () => void navigate(`/p/${report.project_id}/reports/${report.id}`) : undefined}
        />
      </div>
    </li>
  );
}

/** An address that names the report shows it open. */
function useOpenWhenNamed(id: string) {
  const box = useRef<HTMLDetailsElement>(null);
  const { hash } = useLocation();
  useEffect(() => {
    if (hash !== `#${id}` || !box.current) return;
    box.current.open = true;
    box.current.scrollIntoView({ block: 'center' });
  }, [hash, id]);
  return box;
}
