import { useState } from 'react';
import { useProject } from '../../lib/project-data.ts';
import { buttonClass } from '../ui/button.tsx';
import { Card } from '../ui/card.tsx';
import { CopyText } from '../ui/copy.tsx';
import { ArrowLeftRight, Download } from '../ui/icons.tsx';
import { ImportFile } from './import-file.tsx';

const EXAMPLE = JSON.stringify({
  source: 'manual',
  external_id: 'ticket-4711',
  title: 'Saving fails',
  body: 'Since this morning, on every page.',
  created_at: '2026-03-02T09:20:04Z',
  metadata: { plan: 'team' },
});

/** Reports in and out as JSON Lines. */
export function Transfer() {
  return (
    <Card title="Import and export" icon={<ArrowLeftRight size={15} />}>
      <div id="transfer" className="flex flex-col gap-5">
        <section aria-labelledby="import-title" className="flex flex-col gap-2.5">
          <h3 id="import-title" className="font-medium">
            Import
          </h3>
          <p className="text-muted">
            A file of JSON Lines, one report a line. <code>source</code>, <code>title</code> and <code>body</code> are needed;{' '}
            <code>external_id</code> says which problem it is, so that the same line again is a duplicate. A line that is wrong is counted,
            and the rest goes on. An export can be imported as it is.
          </p>
          <CopyText block wrap text={EXAMPLE} label="the example line" />
          <ImportFile />
        </section>
        <Export />
      </div>
    </Card>
  );
}

function Export() {
  const { project } = useProject();
  const [parked, setParked] = useState(false);
  const query = new URLSearchParams({ project_id: project.id, ...(parked ? { include: 'parked' } : {}) });
  return (
    <section aria-labelledby="export-title" className="flex flex-col gap-2.5 border-t border-line-soft pt-4">
      <h3 id="export-title" className="font-medium">
        Export
      </h3>
      <p className="text-muted">
        All reports of {project.name}, oldest first, with their <code>id</code> and <code>cluster_id</code>.
      </p>
      <label className="flex items-center gap-2 max-[720px]:min-h-11">
        <input type="checkbox" checked={parked} onChange={(event) => setParked(event.target.checked)} className="accent-accent" />
        Also what is parked over quota, or was for too long
      </label>
      <div>
        <a href={`/api/export?${query}`} download className={buttonClass()}>
          <Download size={14} />
          Download the export
        </a>
      </div>
    </section>
  );
}
