import type { ProjectBody, ProjectContentsBody } from '#domain/api-contract';
import { useEffect } from 'react';
import { useFetcher } from 'react-router';
import { useDeleting } from '../../lib/deleting.ts';
import { plural } from '../../lib/time.ts';
import { Button } from '../ui/button.tsx';
import { Problem } from '../ui/problem.tsx';

/** Names what goes with a project before it goes. */
export function DeleteProject({ project, onCancel }: { project: ProjectBody; onCancel: () => void }) {
  const { data: contents, load } = useFetcher<ProjectContentsBody>();
  const deleting = useDeleting();
  useEffect(() => {
    void load(`/projects?contents_of=${project.id}`);
  }, [project.id, load]);
  const remove = () => void deleting.submit({ intent: 'delete', project_id: project.id }, { method: 'post', action: '/projects' });
  return (
    <div className="flex flex-col gap-3.5">
      {deleting.data?.ok === false && <Problem words={deleting.data.error.message} />}
      <div aria-live="polite">{contents ? <Contents contents={contents} /> : <p className="text-muted">Counting what is in it.</p>}</div>
      <p className="text-muted">Sources stop taking its reports at once. Branches and pull requests on the code host stay.</p>
      <div className="flex gap-2">
        <Button look="danger" busy={deleting.state !== 'idle'} disabled={!contents} onClick={remove}>
          {deleting.state === 'idle' ? `Delete ${project.name}` : 'Deleting'}
        </Button>
        <Button onClick={onCancel}>Keep it</Button>
      </div>
    </div>
  );
}

function Contents({ contents }: { contents: ProjectContentsBody }) {
  const lines = [
    plural(contents.reports, 'report'),
    plural(contents.clusters, 'cluster'),
    plural(contents.fixes, 'fix', 'fixes') +
      (contents.running_fixes > 0 ? `, ${contents.running_fixes} of them running: those are cancelled` : ''),
    `${plural(contents.deliveries, 'delivery', 'deliveries')} in the log, and the settings and secrets of its sources`,
  ];
  return (
    <>
      <p>What goes with it:</p>
      <ul className="mt-1.5 list-disc pl-5">
        {lines.map((line) => (
          <li key={line}>{line}</li>
        ))}
      </ul>
    </>
  );
}
