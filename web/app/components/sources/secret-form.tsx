import { type SubmitEvent, useState } from 'react';
import type { ApiError } from '../../lib/api.server.ts';
import { useFocusOnAppear } from '../../lib/when.ts';
import { Button } from '../ui/button.tsx';
import { Field, FormErrors, Input, Select } from '../ui/field.tsx';

interface SecretFormProps {
  /** What the sender calls it. */
  name: string;
  /** `rotate`: we make it. `paste`: the sender did. */
  mode: 'paste' | 'rotate';
  /** There is one already. */
  replaces: boolean;
  busy: boolean;
  error: ApiError | null;
  onSend: (secret: string, overlapHours: string) => void;
  onBack: () => void;
}

const OVERLAPS: ReadonlyArray<readonly [hours: string, words: string]> = [
  ['0', 'Not at all'],
  ['1', '1 hour'],
  ['24', '24 hours'],
  ['72', '3 days'],
];

/** A secret that the sender made, or one in place of another: then also how long both are taken. */
export function SecretForm({ name, mode, replaces, busy, error, onSend, onBack }: SecretFormProps) {
  const [secret, setSecret] = useState('');
  const [overlap, setOverlap] = useState('24');
  const focus = useFocusOnAppear();
  const send = (event: SubmitEvent<HTMLFormElement>) => {
    event.preventDefault();
    if (!busy) onSend(mode === 'paste' ? secret.trim() : '', replaces ? overlap : '0');
  };
  return (
    <form noValidate onSubmit={send}>
      <FormErrors error={error}>
        {mode === 'paste' && (
          <Field label={`${name} of the sender`} name="secret" hint="At least 16 characters.">
            {(props) => (
              <Input
                {...props}
                type="password"
                autoComplete="off"
                ref={focus}
                value={secret}
                onChange={(event) => setSecret(event.target.value)}
              />
            )}
          </Field>
        )}
        {replaces && (
          <Field
            label="The one before it is taken too for"
            name="overlap_hours"
            hint="So that nothing is refused while you change it at the sender."
          >
            {(props) => (
              <Select
                {...props}
                ref={mode === 'rotate' ? focus : undefined}
                value={overlap}
                onChange={(event) => setOverlap(event.target.value)}
              >
                {OVERLAPS.map(([hours, words]) => (
                  <option key={hours} value={hours}>
                    {words}
                  </option>
                ))}
              </Select>
            )}
          </Field>
        )}
        <div className="flex gap-2">
          <Button look="primary" type="submit" busy={busy} disabled={mode === 'paste' && secret.trim() === ''}>
            {mode === 'paste' ? 'Save secret' : 'Make the new secret'}
          </Button>
          <Button onClick={onBack}>Back</Button>
        </div>
      </FormErrors>
    </form>
  );
}
