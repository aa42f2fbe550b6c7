import type { ProjectBody } from '#domain/api-contract';
import type { SubmitEvent } from 'react';
import { useFetcher, useNavigate } from 'react-router';
import type { ActionResult } from '../../lib/api.server.ts';
import { useDraft } from '../../lib/kept.ts';
import { useIdempotencyKey } from '../../lib/submit-once.ts';
import { useWhen } from '../../lib/when.ts';
import { Button } from '../ui/button.tsx';
import { Field, FormErrors, Input } from '../ui/field.tsx';
import { Problem } from '../ui/problem.tsx';

/** Names a project and, if wished, its repository; goes to its sources when it is made. */
export function CreateProjectForm({ onMade }: { onMade?: () => void }) {
  const fetcher = useFetcher<ActionResult<ProjectBody>>();
  const navigate = useNavigate();
  const keyFor = useIdempotencyKey();
  const [name, setName, forgetName] = useDraft('new-project-name');
  const [repository, setRepository, forgetRepository] = useDraft('new-project-repository');
  const busy = fetcher.state !== 'idle';
  useWhen(fetcher.data?.ok ? fetcher.data.value : null, (made) => {
    forgetName();
    forgetRepository();
    onMade?.();
    void navigate(`/p/${made.id}/sources`);
  });
  const send = (event: SubmitEvent<HTMLFormElement>) => {
    event.preventDefault();
    if (busy) return;
    const key = keyFor([name, repository]);
    void fetcher.submit({ intent: 'create', name, repository, key }, { method: 'post', action: '/projects' });
  };
  return (
    <form onSubmit={send}>
      <FormErrors error={fetcher.data?.ok === false && !busy ? fetcher.data.error : null}>
        <Field label="Name" name="name">
          {(props) => (
            <Input {...props} required maxLength={80} autoComplete="off" value={name} onChange={(e) => setName(e.target.value)} />
          )}
        </Field>
        <Field label="Repository, if you have it at hand" name="repository" hint="owner/name on GitHub. Fixes need it, reports do not.">
          {(props) => (
            <Input
              {...props}
              autoComplete="off"
              spellCheck={false}
              placeholder="acme/web"
              value={repository}
              onChange={(e) => setRepository(e.target.value)}
            />
          )}
        </Field>
        <div>
          <Button look="primary" type="submit" busy={busy}>
            {busy ? 'Creating the project' : 'Create project'}
          </Button>
        </div>
      </FormErrors>
    </form>
  );
}

/** For the local owner: the project that shows how it all works. */
export function SampleForm() {
  const fetcher = useFetcher<ActionResult>();
  return (
    <fetcher.Form method="post" action="/projects" className="flex flex-col gap-2 border-t border-line pt-4">
      <input type="hidden" name="intent" value="sample" />
      <p className="text-muted">Or look around first: a small shop with five bugs, on a GitHub peer of its own.</p>
      {fetcher.data?.ok === false && <Problem words={fetcher.data.error.message} />}
      <div>
        <Button type="submit" busy={fetcher.state !== 'idle'}>
          Open the Sample project
        </Button>
      </div>
    </fetcher.Form>
  );
}
