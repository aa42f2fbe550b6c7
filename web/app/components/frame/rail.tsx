import clsx from 'clsx';
import type { ReactNode } from 'react';
import { Form, NavLink } from 'react-router';
import { useProject } from '../../lib/project-data.ts';
import { sourceName } from '../../lib/sources.ts';
import { Activity, ArrowUpRight, BookOpen, CircleUserRound, Inbox, Layers, PlugZap, Settings, Wrench } from '../ui/icons.tsx';
import { Menu } from '../ui/menu.tsx';
import { ProjectSwitcher } from './project-switcher.tsx';

const ICON = { size: 16 } as const;
const ROW = 'flex h-[32px] items-center gap-2.5 rounded-md border border-transparent px-2.5 font-medium';

/** Where one may go. Under 720 px it is a bar at the foot of the screen. */
export function Rail() {
  const { project, stats, failing, links, user } = useProject();
  const to = (screen: string) => `/p/${project.id}/${screen}`;
  const failingWords = failing.length === 0 ? null : `${failing.map(sourceName).join(', ')} failing`;
  return (
    <div className="flex w-[212px] shrink-0 flex-col border-r border-line bg-rail px-2.5 pb-3 max-[720px]:w-full max-[720px]:border-r-0 max-[720px]:border-t max-[720px]:px-1 max-[720px]:pb-0">
      <div className="py-2.5 max-[720px]:hidden">
        <ProjectSwitcher />
      </div>
      <nav aria-label="Screens" className="flex flex-col gap-px max-[720px]:flex-row">
        <Screen to={to('inbox')} icon={<Inbox {...ICON} />} name="Inbox" count={stats.tabs.needs_you} of="need you" />
        <Screen to={to('clusters')} icon={<Layers {...ICON} />} name="Clusters" count={stats.total_clusters} />
        <Screen to={to('fixes')} icon={<Wrench {...ICON} />} name="Fixes" count={stats.active_fixes} of="running" />
        <Screen to={to('sources')} icon={<PlugZap {...ICON} />} name="Sources" dot={failingWords} />
        <Screen to={to('settings')} icon={<Settings {...ICON} />} name="Settings" />
      </nav>
      <span className="flex-1 max-[720px]:hidden" />
      <nav aria-label="Elsewhere" className="flex flex-col gap-px max-[720px]:hidden">
        <Outside href={links.workflows} icon={<Activity {...ICON} />} name="Workflows" />
        <Outside href={links.apiDocs} icon={<BookOpen {...ICON} />} name="API docs" />
        <Menu
          place="above"
          className={clsx(ROW, 'w-full text-muted hover:bg-sunken hover:text-text')}
          button={
            <>
              <CircleUserRound {...ICON} />
              <span className="truncate">
                <span className="sr-only">Account of </span>
                {user.name}
              </span>
            </>
          }
        >
          <p className="px-2.5 py-1.5 text-muted">Signed in as {user.github_login ?? user.name}</p>
          <Form method="post" action="/sign-out">
            <button type="submit" className="flex h-8 w-full items-center rounded-md px-2.5 text-left hover:bg-sunken">
              Sign out
            </button>
          </Form>
        </Menu>
      </nav>
    </div>
  );
}

interface ScreenProps {
  to: string;
  icon: ReactNode;
  name: string;
  count?: number;
  /** What the number counts, for those who cannot see where it stands. */
  of?: string;
  dot?: string | null;
}

function Screen({ to, icon, name, count = 0, of = '', dot = null }: ScreenProps) {
  return (
    <NavLink
      to={to}
      prefetch="intent"
      className={({ isActive }) =>
        clsx(
          ROW,
          'relative max-[720px]:h-[52px] max-[720px]:flex-1 max-[720px]:flex-col max-[720px]:justify-center max-[720px]:gap-0.5 max-[720px]:px-0 max-[720px]:text-xs',
          isActive ? '!border-line bg-panel text-text' : 'text-muted hover:bg-sunken hover:text-text',
        )
      }
    >
      {icon}
      <span className="min-[721px]:flex-1">{name}</span>
      {count > 0 && (
        <span className="nums text-xs text-muted max-[720px]:absolute max-[720px]:left-[calc(50%+12px)] max-[720px]:top-1">
          {count.toLocaleString('en-US')}
          <span className="sr-only"> {of}</span>
        </span>
      )}
      {dot && (
        <span
          title={dot}
          className="h-[7px] w-[7px] rounded-full bg-warn max-[720px]:absolute max-[720px]:left-[calc(50%+12px)] max-[720px]:top-2"
        >
          <span className="sr-only">{dot}</span>
        </span>
      )}
    </NavLink>
  );
}

function Outside({ href, icon, name }: { href: string; icon: ReactNode; name: string }) {
  return (
    <a href={href} target="_blank" rel="noreferrer" className={clsx(ROW, 'text-muted hover:bg-sunken hover:text-text')}>
      {icon}
      <span className="flex-1">{name}</span>
      <ArrowUpRight size={13} />
      <span className="sr-only">opens in a new tab</span>
    </a>
  );
}
