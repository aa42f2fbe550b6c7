import type { RegroupPreviewBody } from '#domain/api-contract';
import { type RefObject, useEffect, useRef, useState } from 'react';
import { useAsked } from '../../lib/ask-api.ts';
import type { RegroupCommand } from '../../lib/regroup-commands.ts';
import { useRegrouping } from '../../lib/regrouping.ts';
import { plural } from '../../lib/time.ts';
import { Button } from '../ui/button.tsx';
import { ArrowRight, TriangleAlert } from '../ui/icons.tsx';
import { Problem } from '../ui/problem.tsx';

interface PreviewedProps {
  /** null: not chosen yet. */
  command: RegroupCommand | null;
  verb: string;
  doing: string;
  /** Carried out; the dialog closes after. */
  onDone: (() => void) | undefined;
  onClose: () => void;
}

/** What a change would do, with its counts and warnings, and the button that does just that. */
export function Previewed({ command, verb, doing, onDone, onClose }: PreviewedProps) {
  const { run } = useRegrouping();
  const [busy, setBusy] = useState(false);
  const [tries, setTries] = useState(0);
  const [problem, setProblem] = useState<string | null>(null);
  const seen = useAsked<RegroupPreviewBody>(command ? '/regroup/preview' : null, { body: { command }, again: tries });
  const button = useRef<HTMLButtonElement>(null);
  useFocusWhenReady(button, seen?.ok === true);
  const apply = async () => {
    if (!command || seen?.ok !== true || busy) return;
    setBusy(true);
    const refusal = await run([command], seen.value.digest);
    setBusy(false);
    if (!refusal) {
      onDone?.();
      return onClose();
    }
    setProblem(refusal.message);
    setTries((now) => now + 1);
  };
  return (
    <form
      noValidate
      className="flex flex-col gap-3.5"
      onSubmit={(event) => {
        event.preventDefault();
        void apply();
      }}
    >
      <div aria-live="polite" className="flex flex-col gap-2.5">
        {problem && <Problem words={problem} />}
        {command && seen === null && <p className="text-muted">Counting what would change.</p>}
        {seen?.ok === false && <Problem words={seen.error.message} />}
        {seen?.ok === true && <WhatChanges preview={seen.value} />}
      </div>
      <div className="flex flex-wrap gap-2">
        <Button ref={button} look="primary" type="submit" busy={busy} disabled={seen?.ok !== true}>
          {busy ? doing : verb}
        </Button>
        <Button onClick={onClose}>Leave it</Button>
      </div>
    </form>
  );
}

/** Once there is something to say yes to, Enter says it, unless the person is in a field of the dialog. */
function useFocusWhenReady(button: RefObject<HTMLButtonElement | null>, ready: boolean): void {
  useEffect(() => {
    const here = document.activeElement;
    if (ready && (here === document.body || here?.getAttribute('role') === 'dialog')) button.current?.focus();
  }, [button, ready]);
}

function WhatChanges({ preview }: { preview: RegroupPreviewBody }) {
  return (
    <>
      <p className="font-medium">
        {plural(preview.reports, 'report')} would move, {plural(preview.effects.length, 'cluster')} would change.
      </p>
      <ul className="flex flex-col gap-1">
        {preview.effects.map((effect) => (
          <li key={effect.cluster_id} className="flex items-baseline gap-2">
            <span dir="auto" className="min-w-0 flex-1 truncate text-left" title={effect.title}>
              {effect.title === '' ? 'A new cluster' : effect.title}
            </span>
            <span className="nums inline-flex shrink-0 items-center gap-1 text-muted">
              {effect.before === null ? 'new' : plural(effect.before.reports, 'report')}
              <ArrowRight size={12} aria-label="becomes" />
              <span className={effect.after === null ? 'text-danger' : 'text-text'}>
                {effect.after === null ? 'gone' : plural(effect.after.reports, 'report')}
              </span>
            </span>
          </li>
        ))}
      </ul>
      {preview.warnings.map((warning) => (
        <p key={warning} className="flex gap-2 rounded-md bg-warn-soft px-2.5 py-1.5 text-warn">
          <TriangleAlert size={15} className="mt-0.5 shrink-0" />
          <span className="min-w-0 break-words">{warning}</span>
        </p>
      ))}
      <p className="text-sm text-muted">It can be undone for 24 hours, here with Z and in Activity.</p>
    </>
  );
}
