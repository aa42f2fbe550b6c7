import type { ProjectBody } from '#domain/api-contract';
import type { SubmitEvent } from 'react';
import { useFetcher } from 'react-router';
import type { ActionResult } from '../../lib/api.server.ts';
import { joinCommand } from '../../lib/command.ts';
import { useKept } from '../../lib/kept.ts';
import { useWhen } from '../../lib/when.ts';
import { Button } from '../ui/button.tsx';
import { Card } from '../ui/card.tsx';
import { Field, FormErrors, Input, Select } from '../ui/field.tsx';
import { FolderGit2 } from '../ui/icons.tsx';

type Values = Record<'name' | 'code_host' | 'repository' | 'base_branch' | 'test_command', string>;

const valuesOf = (project: ProjectBody): Values => ({
  name: project.name,
  code_host: project.code_host,
  repository: project.repository ?? '',
  base_branch: project.base_branch ?? '',
  test_command: joinCommand(project.test_command),
});

/** Name, where the code is, and how it is tested. Unsaved changes outlive a reload. */
export function ProjectForm({ project }: { project: ProjectBody }) {
  const fetcher = useFetcher<ActionResult<ProjectBody>>();
  const saved = valuesOf(project);
  const [changes, change, forget] = useChanges(`settings-${project.id}`);
  const busy = fetcher.state !== 'idle';
  const done = fetcher.data?.ok === true && !busy;
  useWhen(fetcher.data?.ok === true ? fetcher.data : null, forget);
  const values = { ...saved, ...changes };
  const changed = (Object.keys(changes) as Array<keyof Values>).some((name) => values[name] !== saved[name]);
  const bind = (name: keyof Values) => ({
    value: values[name],
    onChange: (event: { target: { value: string } }) => change(name, event.target.value),
  });
  const send = (event: SubmitEvent<HTMLFormElement>) => {
    event.preventDefault();
    if (!busy) void fetcher.submit({ intent: 'project', ...values }, { method: 'post' });
  };
  return (
    <Card title="Project" icon={<FolderGit2 size={15} />}>
      <form onSubmit={send} noValidate>
        <FormErrors error={fetcher.data?.ok === false && !busy ? fetcher.data.error : null}>
          <Field label="Name" name="name">
            {(props) => <Input {...props} maxLength={80} {...bind('name')} />}
          </Field>
          <div className="grid gap-3.5 min-[560px]:grid-cols-2">
            <Field
              label="Code host"
              name="code_host"
              hint={
                values.code_host === 'local'
                  ? 'The GitHub peer on this machine, made for the Sample.'
                  : 'github.com, or the server set for this installation.'
              }
            >
              {(props) => (
                <Select {...props} {...bind('code_host')}>
                  <option value="github">GitHub</option>
                  <option value="local">Local GitHub peer</option>
                </Select>
              )}
            </Field>
            <Field label="Repository" name="repository" hint="owner/name. The only place a fix may go.">
              {(props) => <Input {...props} placeholder="acme/web" spellCheck={false} autoComplete="off" {...bind('repository')} />}
            </Field>
            <Field label="Base branch" name="base_branch" hint="Empty takes the repository’s default branch.">
              {(props) => <Input {...props} placeholder="main" spellCheck={false} autoComplete="off" {...bind('base_branch')} />}
            </Field>
            <Field label="Test command" name="test_command" hint="Run in the sandbox, before and after the change. No shell.">
              {(props) => (
                <Input {...props} spellCheck={false} autoComplete="off" className="font-mono text-[11.5px]" {...bind('test_command')} />
              )}
            </Field>
          </div>
          <div className="flex items-center gap-2.5">
            <Button look="primary" type="submit" busy={busy} disabled={!changed}>
              {busy ? 'Saving' : 'Save'}
            </Button>
            {changed && (
              <Button look="quiet" disabled={busy} onClick={forget}>
                Discard changes
              </Button>
            )}
            <span role="status" className="text-good">
              {done && !changed ? 'Saved' : ''}
            </span>
          </div>
        </FormErrors>
      </form>
    </Card>
  );
}

/** What was typed but not saved, by field. */
function useChanges(key: string): [Partial<Values>, (name: keyof Values, value: string) => void, () => void] {
  const [kept, keep] = useKept('tab', key);
  const changes = kept === null ? {} : (JSON.parse(kept) as Partial<Values>);
  return [changes, (name, value) => keep(JSON.stringify({ ...changes, [name]: value })), () => keep(null)];
}
