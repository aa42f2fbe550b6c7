import type { SecretShown, SourceConfigBody } from '#domain/api-contract';
import { KeyRound } from 'lucide-react';
import { type SubmitEvent, useState } from 'react';
import { useFetcher } from 'react-router';
import type { ActionResult } from '../../lib/api.server.ts';
import { useIdempotencyKey } from '../../lib/submit-once.ts';
import { useFocusOnAppear, useWhen } from '../../lib/when.ts';
import { Button } from '../ui/button.tsx';
import { CopyText } from '../ui/copy.tsx';
import { Field, FormErrors, Input } from '../ui/field.tsx';

/** The signing secret: set or made, shown once, never read again. */
export function Secret({ source }: { source: SourceConfigBody }) {
  const fetcher = useFetcher<ActionResult<SecretShown>>();
  const keyFor = useIdempotencyKey();
  const [editing, setEditing] = useState(false);
  const [secret, setSecret] = useState('');
  const [times, setTimes] = useState(0);
  const focus = useFocusOnAppear();
  const busy = fetcher.state !== 'idle';
  const shown = fetcher.data?.ok === true && !busy ? fetcher.data.value.secret : null;
  useWhen(fetcher.data?.ok === true ? fetcher.data : null, () => {
    setEditing(false);
    setSecret('');
    setTimes(times + 1);
  });
  const send = (given: string) => {
    if (busy) return;
    const key = keyFor([source.source, given, String(times)]);
    void fetcher.submit({ intent: 'secret', source: source.source, secret: given, key }, { method: 'post' });
  };
  return (
    <div className="flex flex-col gap-2">
      <span className="font-medium">Signing secret</span>
      {shown !== null && (
        <div role="status" className="flex flex-col gap-1.5 rounded-md bg-good-soft px-2.5 py-2">
          <p className="text-good">Set. It is shown this once: paste it at the sender now.</p>
          <CopyText text={shown} label="the signing secret" />
        </div>
      )}
      {shown === null && (
        <p className="text-muted">
          {source.has_secret ? (
            <>
              Set
              {source.secret_hint !== null && (
                <>
                  , ends in <code>{source.secret_hint}</code>
                </>
              )}
              . A new one replaces it at once.
            </>
          ) : (
            'None yet. Until there is one, nothing from this source is taken.'
          )}
        </p>
      )}
      {editing ? (
        <form
          noValidate
          onSubmit={(event: SubmitEvent<HTMLFormElement>) => {
            event.preventDefault();
            send(secret.trim());
          }}
        >
          <FormErrors error={fetcher.data?.ok === false && !busy ? fetcher.data.error : null}>
            <Field label="The sender’s own secret" name="secret" hint="At least 16 characters.">
              {(props) => (
                <Input
                  {...props}
                  type="password"
                  autoComplete="off"
                  ref={focus}
                  value={secret}
                  onChange={(e) => setSecret(e.target.value)}
                />
              )}
            </Field>
            <div className="flex gap-2">
              <Button look="primary" type="submit" busy={busy} disabled={secret.trim() === ''}>
                Save secret
              </Button>
              <Button onClick={() => setEditing(false)}>Back</Button>
            </div>
          </FormErrors>
        </form>
      ) : (
        <FormErrors error={fetcher.data?.ok === false && !busy ? fetcher.data.error : null}>
          <div className="flex flex-wrap gap-2">
            <Button busy={busy} onClick={() => send('')}>
              <KeyRound size={14} strokeWidth={1.75} aria-hidden="true" />
              {source.has_secret ? 'Make a new one' : 'Make a secret'}
            </Button>
            <Button look="quiet" disabled={busy} onClick={() => setEditing(true)}>
              Paste the sender’s
            </Button>
          </div>
        </FormErrors>
      )}
    </div>
  );
}
