import type { SourceConfigBody } from '#domain/api-contract';
import { type SubmitEvent, useState } from 'react';
import { useSourceAction } from '../../lib/source-actions.ts';
import { useWhen } from '../../lib/when.ts';
import { Button } from '../ui/button.tsx';
import { Confirm } from '../ui/confirm.tsx';
import { Field, FormErrors, Input } from '../ui/field.tsx';
import { ExternalLink, KeyRound } from '../ui/icons.tsx';
import { Time } from '../ui/time.tsx';

type Asked = NonNullable<SourceConfigBody['credential']>;

/** What the source's API asks for: written, replaced or taken away, never read. */
export function Credential({ source, credential }: { source: SourceConfigBody; credential: Asked }) {
  const [editing, setEditing] = useState(false);
  const [removing, setRemoving] = useState(false);
  const isSet = credential.updated_at !== null;
  return (
    <div className="flex flex-col gap-3">
      <p className="text-muted">
        {credential.why}{' '}
        <a href={credential.link} target="_blank" rel="noreferrer" className="inline-flex items-center gap-1 text-accent-text underline">
          Where to make one
          <ExternalLink size={12} />
        </a>
      </p>
      {credential.updated_at !== null && (
        <div className="rounded-lg border border-line px-3 py-2">
          <dl className="grid grid-cols-[max-content_minmax(0,1fr)] gap-x-4 gap-y-0.5">
            {credential.fields.map((field) => (
              <div key={field.name} className="contents">
                <dt className="text-muted">{field.secret ? 'Key' : field.label}</dt>
                <dd className="break-words">{field.secret ? `ends in ${field.value ?? ''}` : field.value}</dd>
              </div>
            ))}
          </dl>
          <p className="mt-1 text-sm text-muted">
            Set <Time at={credential.updated_at} sentence />.
          </p>
        </div>
      )}
      {editing || !isSet ? (
        <CredentialForm source={source} credential={credential} onDone={() => setEditing(false)} canGoBack={isSet} />
      ) : (
        <div className="flex flex-wrap gap-2">
          <Button onClick={() => setEditing(true)}>Replace</Button>
          <Button look="quiet" onClick={() => setRemoving(true)}>
            Remove
          </Button>
        </div>
      )}
      {removing && <RemoveCredential source={source} onClose={() => setRemoving(false)} />}
    </div>
  );
}

interface FormProps {
  source: SourceConfigBody;
  credential: Asked;
  canGoBack: boolean;
  onDone: () => void;
}

function CredentialForm({ source, credential, canGoBack, onDone }: FormProps) {
  const action = useSourceAction<SourceConfigBody>(source.source);
  useWhen(action.done, onDone);
  const send = (event: SubmitEvent<HTMLFormElement>) => {
    event.preventDefault();
    const form = new FormData(event.currentTarget);
    // An empty field is one that is missing, and is told so.
    const given = credential.fields.flatMap(({ name }) => {
      const value = String(form.get(name) ?? '').trim();
      return value === '' ? [] : [[name, value]];
    });
    action.send('credential', { fields: JSON.stringify(Object.fromEntries(given)) });
  };
  return (
    <form onSubmit={send} noValidate>
      <FormErrors error={action.error}>
        {credential.fields.map((field) => (
          <Field key={field.name} label={field.label} name={field.name}>
            {(props) => (
              <Input
                {...props}
                type={field.secret ? 'password' : 'text'}
                autoComplete="off"
                spellCheck={false}
                placeholder={field.placeholder}
                defaultValue={field.secret ? '' : (field.value ?? '')}
              />
            )}
          </Field>
        ))}
        <div className="flex gap-2">
          <Button type="submit" busy={action.busy}>
            <KeyRound size={14} />
            {action.busy ? 'Saving' : 'Save and read from now on'}
          </Button>
          {canGoBack && <Button onClick={onDone}>Back</Button>}
        </div>
      </FormErrors>
    </form>
  );
}

function RemoveCredential({ source, onClose }: { source: SourceConfigBody; onClose: () => void }) {
  const remove = useSourceAction<null>(source.source);
  useWhen(remove.done, onClose);
  return (
    <Confirm
      title={`Remove the credential of ${source.label}`}
      description="It is forgotten, and nothing is pulled any more. Reports that came by it stay, and webhooks go on."
      verb="Remove the credential"
      doing="Removing"
      busy={remove.busy}
      problem={remove.error?.message}
      onConfirm={() => remove.send('remove_credential')}
      onClose={onClose}
    />
  );
}
