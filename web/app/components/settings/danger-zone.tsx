import { useProject } from '../../lib/project-data.ts';
import { useFrame } from '../frame/frame-context.ts';
import { Button } from '../ui/button.tsx';
import { Card } from '../ui/card.tsx';
import { Trash2 } from '../ui/icons.tsx';

/** Deleting the project; what goes with it is named before anything goes. */
export function DangerZone() {
  const { project } = useProject();
  const { open } = useFrame();
  return (
    <Card title="Delete" icon={<Trash2 size={15} />}>
      <div className="flex flex-wrap items-center justify-between gap-3">
        <p className="text-muted">Everything in {project.name} goes for good. First you see what that is.</p>
        <Button look="danger" onClick={() => open('delete_project')}>
          Delete {project.name}
        </Button>
      </div>
    </Card>
  );
}
