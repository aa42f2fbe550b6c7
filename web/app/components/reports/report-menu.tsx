import type { FeedbackBody } from '#domain/api-contract';
import { Ellipsis, Eraser, ExternalLink, History, Inbox, Pencil, Trash2 } from 'lucide-react';
import { lazy, type ReactNode, Suspense, useState } from 'react';
import { Link } from 'react-router';
import { useProject } from '../../lib/project-data.ts';
import { sourceName } from '../../lib/sources.ts';
import { Menu, menuItem } from '../ui/menu.tsx';
import type { ReportLayer } from './report-layers.tsx';

// None of it is needed to read a report.
const ReportLayers = lazy(() => import('./report-layers.tsx').then((all) => ({ default: all.ReportLayers })));
const ICON = { size: 14, strokeWidth: 1.75, 'aria-hidden': true } as const;

interface ReportMenuProps {
  report: FeedbackBody;
  /** Where to go when the page is of this report alone: once it is gone, and once its new words may have moved it. */
  onGone?: () => void;
  onMoved?: () => void;
}

/** What a person may do with a report, wherever it is shown. */
export function ReportMenu({ report, onGone, onMoved }: ReportMenuProps) {
  const { project } = useProject();
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
