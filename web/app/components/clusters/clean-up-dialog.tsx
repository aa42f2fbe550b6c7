import type { CleanupApplied, CleanupBody, CleanupProposal } from '#domain/api-contract';
import { useState } from 'react';
import { useRevalidator } from 'react-router';
import { askApi, useAsked } from '../../lib/ask-api.ts';
import { useProject } from '../../lib/project-data.ts';
import { useRegrouping } from '../../lib/regrouping.ts';
import { plural } from '../../lib/time.ts';
import { Button } from '../ui/button.tsx';
import { Dialog } from '../ui/dialog.tsx';
import { Merge, Split } from '../ui/icons.tsx';
import { Problem } from '../ui/problem.tsx';
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
              <Proposal key={each.id} proposal={each} />
            ))}
          </ul>
        )}
      </div>
    </Dialog>
  );
}

type State = { at: 'open' | 'busy' | 'left' } | { at: 'done'; operationId: string } | { at: 'refused'; words: string };

function Proposal({ proposal }: { proposal: CleanupProposal }) {
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
        <p className="break-words font-medium">{proposal.clusters.map(({ title, count }) => `${title} (${count})`).join(' + ')}</p>
        <p className="break-words text-muted">
          {proposal.sentence} · <code title="Of 1">{proposal.score.toFixed(2)}</code>
        </p>
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
