import { useState } from 'react';
import { useRegrouping } from '../../lib/regrouping.ts';
import { plural } from '../../lib/time.ts';
import { Button } from '../ui/button.tsx';
import { Dialog } from '../ui/dialog.tsx';
import { Field, Input } from '../ui/field.tsx';
import type { LayerProps } from '../../lib/regroup-layer.ts';

const USUAL = ['Works as meant', 'Not ours to fix', 'Noise', 'Will not be fixed'];

/** Closed without a fix, for a reason that whoever meets it later can read. */
export function DismissDialog({ layer, onClose }: LayerProps<'dismiss'>) {
  const { run } = useRegrouping();
  const [reason, setReason] = useState('');
  const said = reason.trim();
  const dismiss = (why: string) => {
    onClose();
    layer.onDone?.();
    void run(layer.clusters.map(({ id }) => ({ kind: 'dismiss' as const, cluster: id, reason: why })));
  };
  return (
    <Dialog
      open
      onOpenChange={(open) => !open && onClose()}
      title={layer.clusters.length === 1 ? `Dismiss “${layer.clusters[0]?.title}”` : `Dismiss ${plural(layer.clusters.length, 'cluster')}`}
      description="It is closed without a fix. New reports still join it, and it can be reopened."
    >
      <form
        noValidate
        className="flex flex-col gap-3"
        onSubmit={(event) => {
          event.preventDefault();
          if (said !== '') dismiss(said);
        }}
      >
        <Field label="Why" name="reason" hint="Shown on the cluster and in Activity.">
          {(props) => <Input {...props} maxLength={500} autoComplete="off" value={reason} onChange={(e) => setReason(e.target.value)} />}
        </Field>
        <ul aria-label="Usual reasons" className="flex flex-wrap gap-1.5">
          {USUAL.map((words) => (
            <li key={words}>
              <Button small onClick={() => setReason(words)}>
                {words}
              </Button>
            </li>
          ))}
        </ul>
        <div className="flex gap-2">
          <Button look="primary" type="submit" disabled={said === ''}>
            Dismiss
          </Button>
          <Button onClick={onClose}>Keep it</Button>
        </div>
      </form>
    </Dialog>
  );
}
