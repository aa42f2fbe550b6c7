import { lazy, Suspense, useState } from 'react';
import type { LogView } from '../../lib/log-view.ts';
import { Button } from '../ui/button.tsx';
import { RotateCcw } from '../ui/icons.tsx';

const ReplayDialog = lazy(() => import('./replay-dialog.tsx').then((all) => ({ default: all.ReplayDialog })));

/** Tries again what the log lists; first it says how many that is. */
export function ReplayAll({ view }: { view: LogView }) {
  const [open, setOpen] = useState(false);
  return (
    <>
      <Button small onClick={() => setOpen(true)}>
        <RotateCcw size={13} />
        Replay
      </Button>
      {open && (
        <Suspense>
          <ReplayDialog view={view} onClose={() => setOpen(false)} />
        </Suspense>
      )}
    </>
  );
}
