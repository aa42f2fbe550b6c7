import { useState } from 'react';
import { useRegrouping } from '../../lib/regrouping.ts';
import { Button } from '../ui/button.tsx';
import { Dialog } from '../ui/dialog.tsx';
import { Field, Input, TextArea } from '../ui/field.tsx';
import { Problem } from '../ui/problem.tsx';
import type { LayerProps } from '../../lib/regroup-layer.ts';

const MOST_TITLE = 80;
const MOST_SUMMARY = 300;

/** A person's words for a cluster; the machine leaves them. */
export function RenameDialog({ layer, onClose }: LayerProps<'rename'>) {
  const { run } = useRegrouping();
  const { cluster } = layer;
  const [title, setTitle] = useState(cluster.title);
  const [summary, setSummary] = useState(cluster.summary);
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<string | null>(null);
  const changed = title.trim() !== '' && (title.trim() !== cluster.title || summary.trim() !== cluster.summary);
  const save = async () => {
    setBusy(true);
    const refusal = await run([{ kind: 'rename', cluster: cluster.id, title: title.trim(), summary: summary.trim() }]);
    setBusy(false);
    if (refusal) setProblem(refusal.message);
    else onClose();
  };
  return (
    <Dialog open onOpenChange={(open) => !open && onClose()} title="Rename the cluster" description="Your words stay when it grows.">
      <form
        noValidate
        className="flex flex-col gap-3"
        onSubmit={(event) => {
          event.preventDefault();
          if (changed && !busy) void save();
        }}
      >
        {problem && <Problem words={problem} />}
        <Field label="Title" name="title">
          {(props) => (
            <Input {...props} maxLength={MOST_TITLE} autoComplete="off" value={title} onChange={(e) => setTitle(e.target.value)} />
          )}
        </Field>
        <Field label="Summary" name="summary" hint="What, where, and what it does to people.">
          {(props) => <TextArea {...props} maxLength={MOST_SUMMARY} value={summary} onChange={(e) => setSummary(e.target.value)} />}
        </Field>
        <div className="flex gap-2">
          <Button look="primary" type="submit" busy={busy} disabled={!changed}>
            {busy ? 'Saving' : 'Save'}
          </Button>
          <Button onClick={onClose}>Leave it</Button>
        </div>
      </form>
    </Dialog>
  );
}
