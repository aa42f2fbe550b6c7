import { RotateCcw } from 'lucide-react';
import { lazy, Suspense, useState } from 'react';
import type { LogView } from '../../lib/log-view.ts';
import { Button } from '../ui/button.tsx';

const ReplayDialog = lazy(() => import('./replay-dialog.tsx').then((all) => ({ default: all.ReplayDialog })));

/** Tries again what the log lists; first it says how many that is. */
export function ReplayAll({ view }: { view: LogView }) {
  const [open, setOpen] = useState(false);
  return (
    <>
      <Button small onClick={() => setOpen(true)}>
        <RotateCcw size={13} strokeWidth={1.75} aria-hidden="true" />
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
