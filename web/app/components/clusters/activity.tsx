import type { OperationBody } from '#domain/api-contract';
import { History } from 'lucide-react';
import { useState } from 'react';
import { useProject } from '../../lib/project-data.ts';
import { useRegrouping } from '../../lib/regrouping.tsx';
import { Card } from '../ui/card.tsx';
import { Time, usePageNow } from '../ui/time.tsx';

/** What people changed of this cluster, newest first, with the way back. */
export function Activity({ operations, createdAt }: { operations: readonly OperationBody[]; createdAt: string }) {
  return (
    <Card title="Activity" icon={<History size={15} strokeWidth={1.75} aria-hidden="true" />}>
      <ol className="flex flex-col gap-2.5">
        {operations.map((each) => (
          <Entry key={each.id} operation={each} />
        ))}
        <li className="flex gap-3">
          <span className="min-w-0 flex-1">Opened by its first report</span>
          <Time at={createdAt} sentence className="shrink-0 text-muted" />
        </li>
      </ol>
    </Card>
  );
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
