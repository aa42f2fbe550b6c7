import type { ReactNode } from 'react';
import { Link } from 'react-router';
import { useProject } from '../../lib/project-data.ts';
import { Button } from '../ui/button.tsx';
import { Command, MessageSquarePlus } from '../ui/icons.tsx';
import { Kbd } from '../ui/kbd.tsx';
import { useFrame } from './frame-context.ts';
import { ProjectSwitcher } from './project-switcher.tsx';
import { SearchButton } from './search-button.tsx';

interface TopBarProps {
  title: string;
  /** The list this is one of. */
  parent?: { name: string; to: string };
  chip?: ReactNode;
  /** What can be done with this page, in the place of search, Report and palette. */
  actions?: ReactNode;
}

/** Where one is, and what can be done from anywhere or with this page. */
export function TopBar({ title, parent, chip, actions }: TopBarProps) {
  const { project } = useProject();
  const { open } = useFrame();
  return (
    <header className="flex min-h-[47px] shrink-0 items-center gap-x-3 gap-y-1 border-b border-line px-[18px] py-1.5 max-[720px]:flex-wrap max-[720px]:px-3">
      <title>{`${title} · ${project.name} · Soulcaster`}</title>
      <div className="min-w-0 max-w-[40%] min-[721px]:hidden">
        <ProjectSwitcher />
      </div>
      {parent ? (
        <div className="flex min-w-0 flex-1 items-center gap-2 max-[720px]:order-last max-[720px]:basis-full">
          <Link to={parent.to} className="shrink-0 text-muted hover:text-text">
            {parent.name}
          </Link>
          <span aria-hidden="true" className="text-faint">
            /
          </span>
          <h1 dir="auto" className="min-w-0 truncate text-left text-lg font-semibold" title={title}>
            {title}
          </h1>
          {chip}
        </div>
      ) : (
        <>
          <h1 className="text-lg font-semibold max-[720px]:sr-only">{title}</h1>
          <SearchButton />
          <span className="flex-1 max-[720px]:hidden" />
        </>
      )}
      {actions ? (
        <div className="flex shrink-0 gap-2 max-[720px]:ml-auto">{actions}</div>
      ) : (
        <>
          <Button onClick={() => open('report')} className="max-[720px]:ml-auto max-[720px]:px-2.5">
            <MessageSquarePlus size={15} />
            <span className="max-[720px]:sr-only">Report</span>
          </Button>
          <Button onClick={() => open('palette')} className="max-[720px]:hidden">
            <Command size={15} />
            <span className="sr-only">Palette </span>
            <Kbd>⌘K</Kbd>
          </Button>
        </>
      )}
    </header>
  );
}
