import { Form, Link } from 'react-router';
import { useProject } from '../../lib/project-data.ts';
import { Activity, BookOpen, Check, LogOut, Plus } from '../ui/icons.tsx';
import { menuItem } from '../ui/menu.tsx';
import { useFrame } from './frame-context.ts';

const ICON = { size: 15 } as const;

/** The choices of the project's menu. */
export function ProjectSwitcherItems() {
  const { project, projects, links } = useProject();
  const { open } = useFrame();
  return (
    <>
      <ul aria-label="Projects" className="max-h-[50vh] overflow-auto">
        {projects.map((each) => (
          <li key={each.id}>
            <Link to={`/p/${each.id}/inbox`} aria-current={each.id === project.id || undefined} className={menuItem}>
              <span className="min-w-0 flex-1 truncate">{each.name}</span>
              {each.id === project.id && <Check {...ICON} />}
            </Link>
          </li>
        ))}
      </ul>
      <div className="mt-1 border-t border-line pt-1">
        <button type="button" className={menuItem} onClick={() => open('create_project')}>
          <Plus {...ICON} />
          New project
        </button>
      </div>
      <div className="mt-1 border-t border-line pt-1 min-[721px]:hidden">
        <a href={links.workflows} target="_blank" rel="noreferrer" className={menuItem}>
          <Activity {...ICON} />
          Workflows
        </a>
        <a href={links.apiDocs} target="_blank" rel="noreferrer" className={menuItem}>
          <BookOpen {...ICON} />
          API docs
        </a>
        <Form method="post" action="/sign-out">
          <button type="submit" className={menuItem}>
            <LogOut {...ICON} />
            Sign out
          </button>
        </Form>
      </div>
    </>
  );
}
