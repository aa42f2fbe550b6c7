import type { FeedbackBody } from '#domain/api-contract';
import type { ReactNode } from 'react';
import { Link } from 'react-router';
import { useProject } from '../../lib/project-data.ts';
import { useRegrouping } from '../../lib/regrouping.ts';
import { sourceName } from '../../lib/sources.ts';
import { CircleMinus, Eraser, ExternalLink, FolderInput, History, Inbox, Pencil, Trash2 } from '../ui/icons.tsx';
import { menuItem } from '../ui/menu.tsx';
import type { ReportLayer } from './report-layers.tsx';

const ICON = { size: 14 } as const;

interface ReportMenuItemsProps {
  report: FeedbackBody;
  canLeave: boolean;
  onChoose: (layer: ReportLayer) => void;
}

/** The choices of a report's menu. */
export function ReportMenuItems({ report, canLeave, onChoose }: ReportMenuItemsProps) {
  const { project } = useProject();
  const { run, ask } = useRegrouping();
  const from = report.cluster_id;
  const item = (act: () => void, icon: ReactNode, words: string, tone = '') => (
    <li>
      <button type="button" onClick={act} className={`${menuItem} ${tone}`}>
        {icon}
        {words}
      </button>
    </li>
  );
  return (
    <ul aria-label="What to do with this report">
      {from !== null &&
        item(
          () => ask({ kind: 'move', reports: [report.id], cluster: { id: from, title: '', count: 0 } }),
          <FolderInput {...ICON} />,
          'Move to another cluster',
        )}
      {from !== null &&
        canLeave &&
        item(() => void run([{ kind: 'remove', reports: [report.id] }]), <CircleMinus {...ICON} />, 'Remove from this cluster')}
      {item(() => onChoose('edit'), <Pencil {...ICON} />, 'Edit')}
      {item(() => onChoose('revisions'), <History {...ICON} />, 'Earlier wordings')}
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
      {item(() => onChoose('delete'), <Trash2 {...ICON} />, 'Delete', 'text-danger')}
      {item(() => onChoose('erase'), <Eraser {...ICON} />, 'Erase for good', 'text-danger')}
    </ul>
  );
}
