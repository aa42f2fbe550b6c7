import type { TokenBody } from '#domain/api-contract';
import { type SubmitEvent, useState } from 'react';
import { useFetcher } from 'react-router';
import type { ActionResult } from '../../lib/api.server.ts';
import { useDraft } from '../../lib/kept.ts';
import { useProject } from '../../lib/project-data.ts';
import { useIdempotencyKey } from '../../lib/submit-once.ts';
import type { TokenMade } from '../../lib/token.ts';
import { useWhen } from '../../lib/when.ts';
import { Button } from '../ui/button.tsx';
import { Card } from '../ui/card.tsx';
import { CopyText } from '../ui/copy.tsx';
import { Field, FormErrors, Input, Select } from '../ui/field.tsx';
import { KeyRound } from '../ui/icons.tsx';
import { Problem } from '../ui/problem.tsx';
import { Time } from '../ui/time.tsx';

/** Tokens for scripts: made, shown once, ended. */
export function Tokens({ tokens }: { tokens: readonly TokenBody[] }) {
  return (
    <Card title="API tokens" icon={<KeyRound size={15} />}>
      <div className="flex flex-col gap-4">
        <p className="text-muted">
          For scripts: <code>Authorization: Bearer sc_…</code>. A token may do what you may.
        </p>
        {tokens.length > 0 && (
          <ul className="overflow-hidden rounded-lg border border-line">
            {tokens.map((token) => (
              <TokenRow key={token.id} token={token} />
            ))}
          </ul>
        )}
        <CreateToken />
      </div>
    </Card>
  );
}

function TokenRow({ token }: { token: TokenBody }) {
  const fetcher = useFetcher<ActionResult>();
  const { projects } = useProject();
  const reach =
    token.project_id === null ? 'all projects' : (projects.find((each) => each.id === token.project_id)?.name ?? 'another project');
  return (
    <li className="flex flex-wrap items-center gap-x-3 gap-y-1 border-b border-line-soft px-3 py-2 last:border-b-0">
      <span className="min-w-0 flex-1">
        <span className="font-medium break-words">{token.name}</span>{' '}
        <span className="text-muted">
          <code>…{token.last_four}</code>, {reach}, made <Time at={token.created_at} sentence />, {expiry(token)}
        </span>
        {fetcher.data?.ok === false && <Problem words={fetcher.data.error.message} />}
      </span>
      <fetcher.Form method="post">
        <input type="hidden" name="intent" value="revoke_token" />
        <input type="hidden" name="token_id" value={token.id} />
        <Button small look="danger" type="submit" busy={fetcher.state !== 'idle'} aria-label={`End the token ${token.name}`}>
          End
        </Button>
      </fetcher.Form>
    </li>
  );
}

const expiry = (token: TokenBody): string => (token.expires_at === null ? 'never ends' : `ends ${token.expires_at.slice(0, 10)}`);

function CreateToken() {
  const { project } = useProject();
  const fetcher = useFetcher<ActionResult<TokenMade>>();
  const keyFor = useIdempotencyKey();
  const [name, setName, forgetName] = useDraft('new-token-name');
  const [made, setMade] = useState(0);
  const busy = fetcher.state !== 'idle';
  const token = fetcher.data?.ok === true && !busy ? fetcher.data.value : null;
  useWhen(fetcher.data?.ok === true ? fetcher.data : null, () => {
    forgetName();
    setMade(made + 1);
  });
  const send = (event: SubmitEvent<HTMLFormElement>) => {
    event.preventDefault();
    if (busy) return;
    const fields = new FormData(event.currentTarget);
    const content = [...fields.values()].map(String);
    fields.set('key', keyFor([...content, String(made)]));
    void fetcher.submit(fields, { method: 'post' });
  };
  return (
    <form onSubmit={send} noValidate>
      <input type="hidden" name="intent" value="create_token" />
      <FormErrors error={fetcher.data?.ok === false && !busy ? fetcher.data.error : null}>
        {token && (
          <div role="status" className="flex flex-col gap-1.5 rounded-md bg-good-soft px-2.5 py-2">
            <p className="text-good">{token.name} is made. It is shown this once.</p>
            <CopyText text={token.token} label="the token" />
          </div>
        )}
        <div className="grid gap-3.5 min-[560px]:grid-cols-[minmax(0,1fr)_150px_130px]">
          <Field label="Name of a new token" name="name">
            {(props) => (
              <Input
                {...props}
                maxLength={80}
                autoComplete="off"
                placeholder="deploy script"
                value={name}
                onChange={(e) => setName(e.target.value)}
              />
            )}
          </Field>
          <Field label="Reaches" name="scope">
            {(props) => (
              <Select {...props} defaultValue="project">
                <option value="project">{project.name}</option>
                <option value="all">All my projects</option>
              </Select>
            )}
          </Field>
          <Field label="Ends after" name="expires_in_days">
            {(props) => (
              <Select {...props} defaultValue="90">
                <option value="7">7 days</option>
                <option value="90">90 days</option>
                <option value="365">A year</option>
                <option value="">Never</option>
              </Select>
            )}
          </Field>
        </div>
        <div>
          <Button type="submit" busy={busy}>
            {busy ? 'Making the token' : 'Make token'}
          </Button>
        </div>
      </FormErrors>
    </form>
  );
}
