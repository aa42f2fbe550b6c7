import type { SourceConfigBody, SyncBody, SyncStarted } from '#domain/api-contract';
import { useState } from 'react';
import { type SourceIntent, useSourceAction } from '../../lib/source-actions.ts';
import { sentenceOf, syncCounts } from '../../lib/sync-words.ts';
import { useWhen } from '../../lib/when.ts';
import { Button } from '../ui/button.tsx';
import { Chip } from '../ui/chip.tsx';
import { Confirm } from '../ui/confirm.tsx';
import { Problem } from '../ui/problem.tsx';
import { Time } from '../ui/time.tsx';
import { Switch } from './source-switch.tsx';

const REMOVE: Partial<Record<SourceConfigBody['source'], SourceIntent>> = { github: 'remove_repository', reddit: 'remove_subreddit' };

/** One thing that is read regularly: how the last run went, and what a person may do with it. */
export function SyncRow({ source, sync }: { source: SourceConfigBody; sync: SyncBody }) {
  const run = useSourceAction<SyncStarted>(source.source);
  const change = useSourceAction<SyncBody>(source.source);
  const [removing, setRemoving] = useState(false);
  const remove = REMOVE[source.source];
  const asked = change.asked?.get('enabled');
  const on = asked ? asked === 'true' : sync.enabled;
  const name = source.source === 'reddit' ? `r/${sync.name}` : remove ? sync.name : `${source.label}’s API`;
  return (
    <li className="flex flex-col gap-1.5 border-b border-line-soft px-3 py-2.5 last:border-b-0">
      <div className="flex flex-wrap items-center gap-2">
        <span className="min-w-0 break-words font-medium">{name}</span>
        {sync.last_error !== null && <Chip tone="danger">Failing</Chip>}
        {!on && <Chip>Off</Chip>}
        <span className="flex-1" />
        {source.source === 'github' && (
          <Switch
            on={on}
            label={`Read ${name} regularly`}
            title={on ? 'Read regularly' : 'Not read'}
            onFlip={() => change.send('repository', { name: sync.name, enabled: String(!on) })}
          />
        )}
      </div>
      <p className="text-muted">
        <LastRun sync={sync} />
      </p>
      {sync.last_error !== null && <p className="break-words text-danger">{sentenceOf(sync.last_error)}</p>}
      {(run.error ?? change.error) && <Problem words={(run.error ?? change.error)?.message ?? ''} />}
      <div className="flex flex-wrap items-center gap-2">
        {source.source !== 'reddit' && (
          <Button small busy={run.busy} disabled={!on} onClick={() => run.send('sync', { name: sync.name })}>
            Sync now<span className="sr-only">: {name}</span>
          </Button>
        )}
        {remove && (
          <Button small look="quiet" onClick={() => setRemoving(true)} aria-label={`Remove ${name}`}>
            Remove
          </Button>
        )}
        <span role="status" className="text-good">
          {run.value ? (run.value.status === 'running' ? 'A run is on its way already' : 'Started') : ''}
        </span>
      </div>
      {removing && remove && <Remove source={source} sync={sync} name={name} intent={remove} onClose={() => setRemoving(false)} />}
    </li>
  );
}

function LastRun({ sync }: { sync: SyncBody }) {
  if (sync.last_run_at === null) return 'Not read yet; the first run comes within minutes.';
  const counts = syncCounts(sync);
  return (
    <>
      Read <Time at={sync.last_run_at} sentence />
      {counts === '' ? '.' : `: ${counts}.`}
      {sync.last_error !== null && sync.last_success_at !== null && (
        <>
          {' '}
          Last well <Time at={sync.last_success_at} sentence />.
        </>
      )}
    </>
  );
}

interface RemoveProps {
  source: SourceConfigBody;
  sync: SyncBody;
  name: string;
  intent: SourceIntent;
  onClose: () => void;
}

function Remove({ source, sync, name, intent, onClose }: RemoveProps) {
  const action = useSourceAction<unknown>(source.source);
  useWhen(action.done, onClose);
  return (
    <Confirm
      title={`Stop reading ${name}`}
      description="It is read no more. The reports that came of it stay."
      verb="Stop reading it"
      doing="Stopping"
      keep="Go on reading"
      busy={action.busy}
      problem={action.error?.message}
      onConfirm={() => action.send(intent, { name: sync.name })}
      onClose={onClose}
    />
  );
}
