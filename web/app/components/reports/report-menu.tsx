import type { FeedbackBody } from '#domain/api-contract';
import { CircleMinus, Ellipsis, Eraser, ExternalLink, FolderInput, History, Inbox, Pencil, Trash2 } from 'lucide-react';
import { lazy, type ReactNode, Suspense, useState } from 'react';
import { Link } from 'react-router';
import { useProject } from '../../lib/project-data.ts';
import { useRegrouping } from '../../lib/regrouping.tsx';
import { sourceName } from '../../lib/sources.ts';
import { Menu, menuItem } from '../ui/menu.tsx';
import type { ReportLayer } from './report-layers.tsx';

// None of it is needed to read a report.
const ReportLayers = lazy(() => import('./report-layers.tsx').then((all) => ({ default: all.ReportLayers })));
const ICON = { size: 14, strokeWidth: 1.75, 'aria-hidden': true } as const;

interface ReportMenuProps {
  report: FeedbackBody;
  /** There are others it can be taken from. */
  canLeave?: boolean;
  /** Where to go when the page is of this report alone: once it is gone, and once its new words may have moved it. */
  onGone?: () => void;
  onMoved?: () => void;
}

/** What a person may do with a report, wherever it is shown. */
export function ReportMenu({ report, canLeave = false, onGone, onMoved }: ReportMenuProps) {
  const { project } = useProject();
  const { run, ask } = useRegrouping();
  const from = report.cluster_id;
  const [layer, setLayer] = useState<ReportLayer | null>(null);
  const buttonId = `menu-of-${report.id}`;
  const item = (name: ReportLayer, icon: ReactNode, words: string, tone = '') => (
    <li>
      <button type="button" onClick={() => setLayer(name)} className={`${menuItem} ${tone}`}>
        {icon}
        {words}
      </button>
    </li>
  );
  return (
    <>
      <Menu
        id={buttonId}
        label={`What to do with ${report.title.slice(0, 80)}`}
        place="below-end"
        className="inline-flex h-7 w-7 items-center justify-center rounded-md text-muted hover:bg-neutral-soft hover:text-text aria-expanded:bg-neutral-soft max-[720px]:h-11 max-[720px]:w-11"
        button={<Ellipsis size={16} strokeWidth={1.75} aria-hidden="true" />}
      >
        <ul aria-label="What to do with this report">
          {from !== null && (
            <li>
              <button
                type="button"
                className={menuItem}
                onClick={() => ask({ kind: 'move', reports: [report.id], cluster: { id: from, title: '', count: 0 } })}
              >
                <FolderInput {...ICON} />
                Move to another cluster
              </button>
            </li>
          )}
          {from !== null && canLeave && (
            <li>
              <button type="button" className={menuItem} onClick={() => void run([{ kind: 'remove', reports: [report.id] }])}>
                <CircleMinus {...ICON} />
                Remove from this cluster
              </button>
            </li>
          )}
          {item('edit', <Pencil {...ICON} />, 'Edit')}
          {item('revisions', <History {...ICON} />, 'Other words of it')}
          <li>
            <Link to={`/p/${project.id}/sources?q=${report.id}#log`} className={menuItem}>
              <Inbox {...ICON} />
              Raw deliveries
            </Link>
          </li>
          {report.url && (
            <li>
              <a href={report.url} target="_blank" rel="noopener noreferrer nofollow" className={menuItem}>
                <ExternalLink {...ICON} />
                Open at {sourceName(report.source)}
              </a>
            </li>
          )}
          {item('delete', <Trash2 {...ICON} />, 'Delete', 'text-danger')}
          {item('erase', <Eraser {...ICON} />, 'Erase for good', 'text-danger')}
        </ul>
      </Menu>
      {layer && (
        <Suspense>
          <ReportLayers
            report={report}
            layer={layer}
            returnTo={buttonId}
            onClose={() => setLayer(null)}
            onGone={onGone}
            onMoved={onMoved}
          />
        </Suspense>
      )}
    </>
  );
}
