import type { OperationBody } from '#domain/api-contract';
import { useState } from 'react';
import { useProject } from '../../lib/project-data.ts';
import { useRegrouping } from '../../lib/regrouping.ts';
import { Time, usePageNow } from '../ui/time.tsx';

/** The operations of an activity list, as its items. */
export function ActivityEntries({ operations }: { operations: readonly OperationBody[] }) {
  return operations.map((each) => <Entry key={each.id} operation={each} />);
}

function Entry({ operation }: { operation: OperationBody }) {
  const { user } = useProject();
  const { undo } = useRegrouping();
  const now = usePageNow();
  const [busy, setBusy] = useState(false);
  const who = operation.actor_id === user.id ? 'you' : (operation.actor ?? 'the machine');
  const takeBack = async () => {
    setBusy(true);
    await undo(operation.id);
    setBusy(false);
  };
  return (
    <li className="flex gap-3">
      <div className="min-w-0 flex-1">
        <p className={`break-words ${operation.state === 'undone' ? 'text-muted line-through' : ''}`}>{operation.sentence}</p>
        <p className="break-words text-sm text-muted">
          By {who}
          {stateWords(operation, now)}
        </p>
      </div>
      <span className="flex shrink-0 items-start gap-1.5 text-muted">
        {operation.undoable && (
          <button
            type="button"
            disabled={busy}
            aria-busy={busy || undefined}
            aria-label={`Undo: ${operation.sentence}`}
            onClick={() => void takeBack()}
            className="min-h-6 font-semibold text-accent-text hover:underline disabled:opacity-60"
          >
            {busy ? 'Undoing' : 'Undo'}
          </button>
        )}
        <Time at={operation.at} sentence />
      </span>
    </li>
  );
}

/** How it stands, and why it cannot be taken back where it cannot. */
function stateWords({ state, error, undoable, undoable_until: until }: OperationBody, now: number): string {
  switch (state) {
    case 'running':
      return ', on its way';
    case 'undoing':
      return ', being taken back';
    case 'undone':
      return ', taken back';
    case 'failed':
      return `, failed${error ? `: ${error}` : ''}`;
    case 'applied':
      if (undoable) return '';
      return Date.parse(until) < now ? ', its 24 hours to undo are over' : ', undo the later change first';
  }
}
