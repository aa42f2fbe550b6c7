import type { RevisionBody } from '#domain/api-contract';
import { useEffect } from 'react';
import { Link, useFetcher } from 'react-router';
import type { ActionResult } from '../../lib/api.server.ts';
import type { List } from '../../lib/list.ts';
import { useProject } from '../../lib/project-data.ts';
import { Dialog } from '../ui/dialog.tsx';
import { Problem } from '../ui/problem.tsx';
import { Time } from '../ui/time.tsx';
import type { ReportLayerProps } from './report-layers.tsx';

/** What a report said before, and what its repeats said. */
export function Revisions({ report, returnTo, onClose }: ReportLayerProps) {
  const { project } = useProject();
  const { data, load } = useFetcher<ActionResult<List<RevisionBody>>>();
  useEffect(() => void load(`/p/${project.id}/report-actions?report_id=${report.id}`), [load, project.id, report.id]);
  const newestFirst = data?.ok === true ? data.value.items.toReversed() : null;
  return (
    <Dialog
      wide
      open
      returnTo={returnTo}
      onOpenChange={(open) => !open && onClose()}
      title="Earlier wordings of this report"
      description="Earlier ones, and those of repeats, newest first; the last 20."
    >
      {data?.ok === false && <Problem words={data.error.message} />}
      {newestFirst === null && data?.ok !== false && (
        <p className="text-muted" role="status">
          Reading them.
        </p>
      )}
      {newestFirst?.length === 0 && <p className="text-muted">It has always said what it says now.</p>}
      {newestFirst && newestFirst.length > 0 && (
        <ol className="flex flex-col gap-3">
          {newestFirst.map((revision) => (
            <li key={`${revision.at} ${revision.delivery_id}`} className="rounded-lg border border-line px-3 py-2">
              <p className="flex gap-3">
                <span className="min-w-0 flex-1 break-words font-semibold">{revision.title}</span>
                <Time at={revision.at} className="nums shrink-0 text-muted" />
              </p>
              {revision.body.trim() !== '' && (
                <p className="mt-1 max-h-[200px] overflow-y-auto whitespace-pre-wrap break-words text-muted">{revision.body}</p>
              )}
              <Link
                to={`/p/${project.id}/sources?q=${encodeURIComponent(revision.delivery_id)}#log`}
                className="text-sm text-accent-text underline"
              >
                Its delivery
              </Link>
            </li>
          ))}
        </ol>
      )}
    </Dialog>
  );
}
