import type { CleanupApplied, CleanupBody, CleanupProposal } from '#domain/api-contract';
import { useState } from 'react';
import { Link, useRevalidator } from 'react-router';
import { askApi, useAsked } from '../../lib/ask-api.ts';
import { useProject } from '../../lib/project-data.ts';
import { useRegrouping } from '../../lib/regrouping.ts';
import { plural } from '../../lib/time.ts';
import { Button } from '../ui/button.tsx';
import { Dialog } from '../ui/dialog.tsx';
import { Merge, Split } from '../ui/icons.tsx';
import { Problem } from '../ui/problem.tsx';
import { SourceMark } from '../ui/source-mark.tsx';
import { Time } from '../ui/time.tsx';

const ICON = { size: 15, className: 'mt-0.5 shrink-0 text-muted' } as const;

/** Merges and splits that would make the clusters better; nothing changes but what is accepted, and each can be undone. */
export function CleanUpDialog({ onClose }: { onClose: () => void }) {
  const [again, setAgain] = useState(0);
  const waiting = useAsked<CleanupBody>('/clusters/cleanup');
  const looks = again > 0 || (waiting?.ok === true && waiting.value.at === null);
  const looked = useAsked<CleanupBody>(looks ? '/clusters/cleanup' : null, { body: {}, again });
  const answer = looks ? looked : waiting;
  const found = answer?.ok === true ? answer.value : null;
  return (
    <Dialog
      open
      wide
      onOpenChange={(open) => !open && onClose()}
      title="Clean up"
      description="Only what you accept is changed. Clusters with a fix at work, locked ones and those a person named are left alone."
    >
      <div className="flex flex-col gap-3" aria-live="polite">
        {answer === null && <p className="late text-muted">Comparing all clusters.</p>}
        {answer?.ok === false && <Problem words={answer.error.message} />}
        {found && (
          <div className="flex flex-wrap items-center gap-2.5">
            <p className="text-muted">
              {found.proposals.length === 0 ? 'Nothing to merge or split. ' : ''}
              {plural(found.looked_at, 'cluster')} looked at {found.at !== null && <Time at={found.at} sentence />}, {found.protected} left
              alone.
            </p>
            <Button small look="quiet" className="ml-auto" onClick={() => setAgain((n) => n + 1)}>
              Look again
            </Button>
          </div>
        )}
        {found && found.proposals.length > 0 && (
          <ul className="flex flex-col">
            {found.proposals.map((each) => (
              <Proposal key={each.id} proposal={each} onLeave={onClose} />
            ))}
          </ul>
        )}
      </div>
    </Dialog>
  );
}

type State = { at: 'open' | 'busy' | 'left' } | { at: 'done'; operationId: string } | { at: 'refused'; words: string };

function Proposal({ proposal, onLeave }: { proposal: CleanupProposal; onLeave: () => void }) {
  const { project } = useProject();
  const { undo } = useRegrouping();
  const { revalidate } = useRevalidator();
  const [state, setState] = useState<State>({ at: 'open' });
  const accept = async () => {
    setState({ at: 'busy' });
    const answer = await askApi<CleanupApplied>(project.id, '/clusters/cleanup/apply', { body: { commands: [proposal.command] } });
    const [done] = answer.ok ? answer.value.operations : [];
    const words = answer.ok ? (answer.value.refused[0]?.message ?? 'It was not done.') : answer.error.message;
    setState(done ? { at: 'done', operationId: done.id } : { at: 'refused', words });
    await revalidate();
  };
  const takeBack = async (operationId: string) => {
    setState({ at: 'busy' });
    await undo(operationId);
    setState({ at: 'open' });
  };
  return (
    <li className="flex flex-wrap items-start gap-2.5 border-b border-line-soft py-2.5 last:border-b-0">
      {proposal.kind === 'merge' ? <Merge {...ICON} /> : <Split {...ICON} />}
      <div className="min-w-0 flex-[1_1_220px]">
        <ul className="font-medium">
          {proposal.clusters.map(({ id, title, count }) => (
            <li key={id} className="break-words">
              <Link to={`/p/${project.id}/clusters/${id}`} onClick={onLeave} className="hover:underline">
                <bdi>{title}</bdi>
              </Link>{' '}
              <span className="nums font-normal text-muted">{plural(count, 'report')}</span>
            </li>
          ))}
        </ul>
        <p className="break-words text-muted">
          {proposal.sentence} · <code title="Of 1">{proposal.score.toFixed(2)}</code>
        </p>
        <Leaving proposal={proposal} onLeave={onLeave} />
        {state.at === 'refused' && <Problem words={state.words} className="mt-1.5" />}
      </div>
      <div className="ml-auto flex gap-1.5">
        {state.at === 'done' ? (
          <>
            <span className="self-center text-good">Done</span>
            <Button small onClick={() => void takeBack(state.operationId)}>
              Undo
            </Button>
          </>
        ) : state.at === 'left' ? (
          <span className="self-center text-muted">Left as it is</span>
        ) : (
          <>
            <Button small busy={state.at === 'busy'} onClick={() => void accept()}>
              {proposal.kind === 'merge' ? 'Merge' : 'Split'}
            </Button>
            <Button small look="quiet" disabled={state.at === 'busy'} onClick={() => setState({ at: 'left' })}>
              Leave it
            </Button>
          </>
        )}
      </div>
    </li>
  );
}

/** Which reports a split would take out. */
function Leaving({ proposal: { reports, command }, onLeave }: { proposal: CleanupProposal; onLeave: () => void }) {
  const { project } = useProject();
  if (command.kind !== 'split' || reports.length === 0) return null;
  const more = command.reports.length - reports.length;
  return (
    <ul aria-label="Would leave" className="mt-1 flex flex-col gap-0.5">
      {reports.map(({ id, title, source }) => (
        <li key={id} className="flex items-center gap-2">
          <SourceMark source={source} />
          <Link to={`/p/${project.id}/reports/${id}`} onClick={onLeave} dir="auto" className="min-w-0 truncate text-left hover:underline">
            {title}
          </Link>
        </li>
      ))}
      {more > 0 && <li className="text-sm text-muted">and {more} more</li>}
    </ul>
  );
}
