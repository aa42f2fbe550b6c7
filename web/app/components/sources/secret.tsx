import type { SecretShown, SourceConfigBody } from '#domain/api-contract';
import { useState } from 'react';
import type { Setup } from '../../lib/source-setup.ts';
import { useSourceAction } from '../../lib/source-actions.ts';
import { useIdempotencyKey } from '../../lib/submit-once.ts';
import { exact } from '../../lib/time.ts';
import { useWhen } from '../../lib/when.ts';
import { Button } from '../ui/button.tsx';
import { Confirm } from '../ui/confirm.tsx';
import { CopyText } from '../ui/copy.tsx';
import { FormErrors } from '../ui/field.tsx';
import { KeyRound } from '../ui/icons.tsx';
import { SecretForm } from './secret-form.tsx';

interface SecretProps {
  source: SourceConfigBody;
  setup: Setup;
  /** The one just made here; it is shown this once. */
  shown: string | null;
  onShown: (secret: string | null) => void;
}

/** What proves the sender: made or pasted, shown once, never read again; changed with an overlap, or taken away. */
export function Secret({ source, setup, shown, onShown }: SecretProps) {
  const set = useSourceAction<SecretShown>(source.source);
  const keyFor = useIdempotencyKey();
  const [times, setTimes] = useState(0);
  const [editing, setEditing] = useState<'paste' | 'rotate' | null>(null);
  const [removing, setRemoving] = useState(false);
  const { secretName: name, madeThere = false } = setup;
  useWhen(set.done, ({ value }) => {
    setEditing(null);
    setTimes(times + 1);
    onShown(value.secret);
  });
  const send = (secret: string, overlapHours: string) =>
    set.send('secret', { secret, overlap_hours: overlapHours, key: keyFor([source.source, secret, overlapHours, String(times)]) });
  return (
    <div className="flex flex-col gap-2">
      {shown !== null ? (
        <div role="status" className="flex flex-col gap-1.5 rounded-md bg-good-soft px-2.5 py-2">
          <p className="text-good">Set. It is shown this once: paste it at the sender now.</p>
          <CopyText text={shown} label={`the ${name}`} />
        </div>
      ) : (
        <p className="text-muted">
          <KnownSecret source={source} />
        </p>
      )}
      <Overlap source={source} />
      {editing !== null ? (
        <SecretForm
          name={name}
          mode={editing}
          replaces={source.has_secret}
          busy={set.busy}
          error={set.error}
          onSend={send}
          onBack={() => setEditing(null)}
        />
      ) : (
        <FormErrors error={set.error}>
          <div className="flex flex-wrap gap-2">
            {!madeThere && (
              <Button
                look={source.has_secret ? 'plain' : 'primary'}
                busy={set.busy}
                onClick={() => (source.has_secret ? setEditing('rotate') : send('', '0'))}
              >
                <KeyRound size={14} />
                {source.has_secret ? 'Make a new one' : `Make a ${name.toLowerCase()}`}
              </Button>
            )}
            <Button
              look={madeThere ? (source.has_secret ? 'plain' : 'primary') : 'quiet'}
              disabled={set.busy}
              onClick={() => setEditing('paste')}
            >
              {madeThere ? `Paste the ${name}` : 'Paste one'}
            </Button>
            {source.has_secret && (
              <Button look="quiet" disabled={set.busy} onClick={() => setRemoving(true)}>
                Remove
              </Button>
            )}
          </div>
        </FormErrors>
      )}
      {removing && <RemoveSecret source={source} onClose={() => setRemoving(false)} onRemoved={() => onShown(null)} />}
    </div>
  );
}

function KnownSecret({ source }: { source: SourceConfigBody }) {
  if (!source.has_secret) return 'None yet. Until there is one, nothing from this source is taken.';
  if (source.secret_hint === null) return 'Set.';
  return (
    <>
      Set, ends in <code>{source.secret_hint}</code>.
    </>
  );
}

function Overlap({ source }: { source: SourceConfigBody }) {
  const until = source.previous_secret_until;
  if (until === null) return null;
  return (
    <p className="text-muted">
      The one before it is taken too until{' '}
      <time dateTime={until} suppressHydrationWarning>
        {exact(until)}
      </time>
      .
    </p>
  );
}

function RemoveSecret({ source, onClose, onRemoved }: { source: SourceConfigBody; onClose: () => void; onRemoved: () => void }) {
  const remove = useSourceAction<null>(source.source);
  useWhen(remove.done, () => {
    onRemoved();
    onClose();
  });
  return (
    <Confirm
      title={`Remove the secret of ${source.label}`}
      description="Everything its sender posts is refused from now on, until another secret is set on both sides. It cannot be shown again."
      verb="Remove the secret"
      doing="Removing"
      busy={remove.busy}
      problem={remove.error?.message}
      onConfirm={() => remove.send('remove_secret')}
      onClose={onClose}
    />
  );
}
