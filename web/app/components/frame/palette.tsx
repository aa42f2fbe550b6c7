import { Command } from 'cmdk';
import type { ReactNode } from 'react';
import { useFetcher, useNavigate } from 'react-router';
import { useProject } from '../../lib/project-data.ts';
import type { Theme } from '../../lib/cookies.ts';
import { useBindings } from '../../lib/use-keys.tsx';
import type { Layer } from './frame-context.ts';

const ITEM =
  'flex min-h-8 cursor-pointer items-center gap-2 rounded-md px-2.5 py-1 data-[selected=true]:bg-accent-soft data-[selected=true]:text-accent-text';

/** Everything one may do here, by its name. */
export function Palette({ onDone, open }: { onDone: () => void; open: (layer: Layer) => void }) {
  const { project, projects, links } = useProject();
  const navigate = useNavigate();
  const appearance = useFetcher();
  const bindings = useBindings().filter((binding) => binding.foot);
  const go = (to: string) => () => {
    onDone();
    void navigate(to);
  };
  const show = (href: string) => () => {
    onDone();
    window.open(href, '_blank', 'noreferrer');
  };
  const theme = (value: Theme) => () => {
    void appearance.submit({ theme: value }, { method: 'post', action: '/appearance' });
    onDone();
  };
  const here = (screen: string) => go(`/p/${project.id}/${screen}`);
  return (
    <Command label="Palette" loop className="flex flex-col gap-2">
      <Command.Input
        placeholder="Type what you want"
        className="h-9 rounded-md border border-line bg-panel px-3 placeholder:text-muted max-[720px]:text-[16px]"
      />
      <Command.List className="max-h-[46vh] overflow-auto">
        <Command.Empty className="px-2.5 py-4 text-muted">Nothing here has that name.</Command.Empty>
        {bindings.length > 0 && (
          <Group heading="On this page">
            {bindings.map((binding) => (
              <Item
                key={binding.label}
                onSelect={() => {
                  onDone();
                  // After the dialog has given the focus back.
                  setTimeout(() => binding.run(binding.keys[0] ?? ''));
                }}
              >
                {binding.label}
              </Item>
            ))}
          </Group>
        )}
        <Group heading="Go to">
          <Item onSelect={here('inbox')}>Inbox</Item>
          <Item onSelect={here('clusters')}>Clusters</Item>
          <Item onSelect={here('fixes')}>Fixes</Item>
          <Item onSelect={here('sources')}>Sources</Item>
          <Item onSelect={here('settings')}>Settings</Item>
          <Item onSelect={show(links.workflows)}>Workflows, in the Temporal UI</Item>
          <Item onSelect={show(links.apiDocs)}>API docs</Item>
        </Group>
        <Group heading="Do">
          <Item onSelect={() => open('search')}>Search reports and clusters</Item>
          <Item onSelect={() => open('report')}>Write a report</Item>
          <Item onSelect={() => open('create_project')}>New project</Item>
          <Item onSelect={() => open('keys')}>All keys</Item>
          <Item onSelect={theme('light')}>Light appearance</Item>
          <Item onSelect={theme('dark')}>Dark appearance</Item>
          <Item onSelect={theme('system')}>Appearance as the system has it</Item>
        </Group>
        {projects.length > 1 && (
          <Group heading="Switch project">
            {projects
              .filter((each) => each.id !== project.id)
              .map((each) => (
                <Item key={each.id} value={`Switch to ${each.name} ${each.id}`} onSelect={go(`/p/${each.id}/inbox`)}>
                  Switch to {each.name}
                </Item>
              ))}
          </Group>
        )}
      </Command.List>
    </Command>
  );
}

function Group({ heading, children }: { heading: string; children: ReactNode }) {
  return (
    <Command.Group
      heading={heading}
      className="mb-1 [&_[cmdk-group-heading]]:px-2.5 [&_[cmdk-group-heading]]:py-1 [&_[cmdk-group-heading]]:text-xs [&_[cmdk-group-heading]]:text-muted"
    >
      {children}
    </Command.Group>
  );
}

function Item({ children, onSelect, value }: { children: ReactNode; onSelect: () => void; value?: string }) {
  return (
    <Command.Item value={value} onSelect={onSelect} className={ITEM}>
      {children}
    </Command.Item>
  );
}
