import { useSearchParams } from 'react-router';
import type { LogView } from '../../lib/log-view.ts';
import { useProject } from '../../lib/project-data.ts';
import { plural } from '../../lib/time.ts';
import { useReplay } from '../../lib/use-replay.ts';
import { useWhen } from '../../lib/when.ts';
import { useNotice } from '../frame/notice.tsx';
import { Button } from '../ui/button.tsx';
import { Dialog } from '../ui/dialog.tsx';
import { Problem } from '../ui/problem.tsx';

/** Says how many deliveries a replay would reach, then replays them. */
export function ReplayDialog({ view, onClose }: { view: LogView; onClose: () => void }) {
  const { project } = useProject();
  const [params] = useSearchParams();
  const say = useNotice();
  const { total, replayed, state, problem, start } = useReplay(`/p/${project.id}/deliveries/all`, params.toString());
  const busy = state === 'running';
  useWhen(state === 'done' ? state : null, () => {
    say(`${plural(replayed, 'delivery is', 'deliveries are')} tried again. The log says what becomes of them.`);
    onClose();
  });
  return (
    <Dialog open onOpenChange={(open) => !open && onClose()} title="Replay" description={whatItMeans(view)}>
      <div className="flex flex-col gap-3">
        {problem?.ok === false && !busy && <Problem words={problem.error.message} />}
        <p aria-live="polite" className="nums">
          {busy ? `${replayed.toLocaleString('en-US')} of ${total?.toLocaleString('en-US')} are on their way.` : countOf(total)}
        </p>
        <p className="text-muted">What was counted already is not counted again. What waits, or has no body left, stays as it is.</p>
        <div className="flex gap-2">
          <Button look="primary" busy={busy} disabled={total === null || total === 0} onClick={start}>
            {busy ? 'Replaying' : total ? `Replay ${total.toLocaleString('en-US')}` : 'Replay'}
          </Button>
          <Button onClick={onClose}>{busy ? 'Stop after this step' : 'Back'}</Button>
        </div>
      </div>
    </Dialog>
  );
}

function whatItMeans(view: LogView): string {
  if (view.states.length > 0) return 'Everything the log lists now is read again, oldest first.';
  const narrowed = view.source !== null || view.q !== '';
  return `${narrowed ? 'Of what the log lists now, what' : 'What'} failed is read again, oldest first: dead letters, parked and expired ones.`;
}

function countOf(total: number | null): string {
  if (total === null) return 'Counting them.';
  return total === 0 ? 'There is none to replay.' : `${plural(total, 'delivery', 'deliveries')}.`;
}
