import { useProject } from '../../lib/project-data.ts';
import { Dialog } from '../ui/dialog.tsx';
import { CreateProjectForm } from './create-project.tsx';
import { DeleteProject } from './delete-project.tsx';
import type { Layer } from './frame-context.ts';
import { KeysList } from './keys-list.tsx';
import { Palette } from './palette.tsx';
import { ReportForm } from './report-form.tsx';
import { SearchPanel } from './search-panel.tsx';

interface LayersProps {
  layer: Layer | null;
  onClose: () => void;
  open: (layer: Layer) => void;
}

/** Everything that lies over the page when it is asked for. */
export function Layers({ layer, onClose, open }: LayersProps) {
  const { project } = useProject();
  const shown = (name: Layer) => ({ open: layer === name, onOpenChange: (isOpen: boolean) => !isOpen && onClose() });
  return (
    <>
      <Dialog {...shown('report')} title="Write a report" description="In your own words; it is grouped with others of the same problem.">
        <ReportForm onDone={onClose} />
      </Dialog>
      <Dialog {...shown('create_project')} title="New project" description="With sources, clusters and a repository of its own.">
        <CreateProjectForm onMade={onClose} />
      </Dialog>
      <Dialog {...shown('delete_project')} title={`Delete ${project.name}`} description="This cannot be undone.">
        <DeleteProject project={project} onCancel={onClose} />
      </Dialog>
      <Dialog {...shown('keys')} title="Keys" description="They rest while you type or while a dialog is open.">
        <KeysList />
      </Dialog>
      <Dialog {...shown('search')} title="Search" description="Reports and clusters, by words and by meaning.">
        <SearchPanel onDone={onClose} />
      </Dialog>
      <Dialog {...shown('palette')} title="Go to or do">
        <Palette onDone={onClose} open={open} />
      </Dialog>
    </>
  );
}
