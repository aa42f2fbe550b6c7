import { lazy, Suspense } from 'react';
import type { ConfirmProps } from './confirm-dialog.tsx';

// Fetched when the first question is asked: no page needs dialogs to be read.
const ConfirmDialog = lazy(() => import('./confirm-dialog.tsx').then((all) => ({ default: all.ConfirmDialog })));

/** Asks before something is gone. */
export function Confirm(props: ConfirmProps) {
  return (
    <Suspense>
      <ConfirmDialog {...props} />
    </Suspense>
  );
}
