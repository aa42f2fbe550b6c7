import { lazy, Suspense } from 'react';
import { useProject } from '../../lib/project-data.ts';
import { ChevronsUpDown } from '../ui/icons.tsx';
import { Menu } from '../ui/menu.tsx';
import { Logo } from './logo.tsx';

const ProjectSwitcherItems = lazy(() => import('./project-switcher-items.tsx').then((all) => ({ default: all.ProjectSwitcherItems })));

/** Which project this is, the others, and a new one; on a phone also what the rail holds below. */
export function ProjectSwitcher() {
  const { project } = useProject();
  return (
    <Menu
      className="flex h-10 w-full min-w-0 items-center gap-2.5 rounded-md px-2 text-left font-semibold hover:bg-sunken"
      button={
        <>
          <Logo />
          <span className="min-w-0 flex-1 truncate">
            <span className="sr-only">Project </span>
            {project.name}
            <span className="sr-only">, switch</span>
          </span>
          <ChevronsUpDown size={13} className="text-muted" />
        </>
      }
    >
      <Suspense>
        <ProjectSwitcherItems />
      </Suspense>
    </Menu>
  );
}
