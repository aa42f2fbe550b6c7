import type { DeliveryBody, ReplayAnswer } from '#domain/api-contract';
import { RotateCcw } from 'lucide-react';
import { useEffect, useState } from 'react';
import { useFetcher, useSearchParams } from 'react-router';
import type { ActionResult } from '../../lib/api.server.ts';
import type { List } from '../../lib/list.ts';
import type { LogView } from '../../lib/log-view.ts';
import { useProject } from '../../lib/project-data.ts';
import { plural } from '../../lib/time.ts';
import { useWhen } from '../../lib/when.ts';
import { useNotice } from '../frame/notice.tsx';
import { Button } from '../ui/button.tsx';
import { Dialog } from '../ui/dialog.tsx';
import { Problem } from '../ui/field.tsx';

/** Tries again what the log lists; first it says how many that is. */
export function ReplayAll({ view }: { view: LogView }) {
  const [open, setOpen] = useState(false);
  return (
    <>
      <Button small onClick={() => setOpen(true)}>
        <RotateCcw size={13} strokeWidth={1.75} aria-hidden="true" />
        Replay
      </Button>
      {open && <ReplayDialog view={view} onClose={() => setOpen(false)} />}
    </>
  );
}

function ReplayDialog({ view, onClose }: { view: LogView; onClose: () => void }) {
  const { project } = useProject();
  const [params] = useSearchParams();
  const say = useNotice();
  const { data: counted, load } = useFetcher<ActionResult<List<DeliveryBody>>>();
  const replay = useFetcher<ActionResult<ReplayAnswer>>();
  const path = `/p/${project.id}/deliveries/all`;
  const search = params.toString();
  useEffect(() => void load(`${path}?${search}`), [load, path, search]);
  const busy = replay.state !== 'idle';
  const answer = replay.data?.ok === true && !busy ? replay.data : null;
  const left = answer?.value.left ?? 0;
  useWhen(answer, ({ value }) => {
    if (value.left > 0) return;
    say(
      `${plural(value.replayed, 'delivery', 'deliveries')} ${value.replayed === 1 ? 'is' : 'are'} tried again. The log says what becomes of them.`,
    );
    onClose();
  });
  const total = counted?.ok === true ? counted.value.total : null;
  const go = () => void replay.submit({ view: search }, { method: 'post', action: path });
  const many = answer && left > 0 ? left : total;
  const narrowed = view.source !== null || view.q !== '' || view.states.length > 0;
  return (
    <Dialog
      open
      onOpenChange={(open) => !open && onClose()}
      title="Replay"
      description={
        view.states.length > 0
          ? 'Everything the log lists now is read again, oldest first.'
          : `${narrowed ? 'Of what the log lists now, what' : 'What'} failed is read again, oldest first: dead letters, parked and expired ones.`
      }
    >
      <div className="flex flex-col gap-3">
        {replay.data?.ok === false && !busy && <Problem words={replay.data.error.message} />}
        {counted?.ok === false && <Problem words={counted.error.message} />}
        <p aria-live="polite">
          {answer && left > 0
            ? `${plural(answer.value.replayed, 'delivery is', 'deliveries are')} tried again; ${left.toLocaleString('en-US')} more match.`
            : total === null
              ? 'Counting them.'
              : total === 0
                ? 'There is none.'
                : `${plural(total, 'delivery', 'deliveries')}.`}
        </p>
        <p className="text-muted">What was counted already is not counted again.</p>
        <div className="flex gap-2">
          <Button look="primary" busy={busy} disabled={many === null || many === 0} onClick={go}>
            {busy ? 'Replaying' : answer && left > 0 ? 'Replay the next' : many ? `Replay ${many.toLocaleString('en-US')}` : 'Replay'}
          </Button>
          <Button onClick={onClose}>{answer ? 'Done' : 'Back'}</Button>
        </div>
      </div>
    </Dialog>
  );
}
