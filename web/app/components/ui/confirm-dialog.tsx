import type { ReactNode } from 'react';
import { Button } from './button.tsx';
import { Dialog } from './dialog.tsx';
import { Problem } from './problem.tsx';

export interface ConfirmProps {
  title: string;
  /** What happens, and what stays. */
  description: ReactNode;
  /** The verb on the button, and while it is on its way. */
  verb: string;
  doing: string;
  keep?: string;
  busy: boolean;
  problem?: string | null;
  /** Not yet: something has to be typed first. */
  disabled?: boolean;
  /** As of Dialog. */
  returnTo?: string;
  onConfirm: () => void;
  onClose: () => void;
  children?: ReactNode;
}

/** See Confirm. */
export function ConfirmDialog(props: ConfirmProps) {
  const { title, description, verb, doing, keep = 'Keep it', busy, problem, disabled, returnTo, onConfirm, onClose, children } = props;
  return (
    <Dialog open onOpenChange={(open) => !open && onClose()} title={title} description={description} returnTo={returnTo}>
      <form
        noValidate
        className="flex flex-col gap-3"
        onSubmit={(event) => {
          event.preventDefault();
          if (!busy && !disabled) onConfirm();
        }}
      >
        {problem && !busy && <Problem words={problem} />}
        {children}
        <div className="flex gap-2">
          <Button look="danger" type="submit" busy={busy} disabled={disabled}>
            {busy ? doing : verb}
          </Button>
          <Button onClick={onClose}>{keep}</Button>
        </div>
      </form>
    </Dialog>
  );
}
