import clsx from 'clsx';
import type { ComponentProps } from 'react';
import { Link, type LinkProps } from 'react-router';

type Look = 'primary' | 'plain' | 'quiet' | 'danger';
const BASE =
  'inline-flex shrink-0 items-center justify-center gap-2 whitespace-nowrap rounded-md border font-medium transition-colors disabled:opacity-60 max-[720px]:min-h-11';
const LOOKS: Record<Look, string> = {
  primary: 'border-transparent bg-accent text-on-accent not-disabled:hover:bg-accent/90 font-semibold',
  plain: 'border-line bg-panel text-text not-disabled:hover:bg-sunken',
  quiet: 'border-transparent bg-transparent text-muted not-disabled:hover:bg-sunken not-disabled:hover:text-text',
  danger: 'border-danger/40 bg-panel text-danger not-disabled:hover:bg-danger-soft',
};

export function buttonClass(look: Look = 'plain', small = false): string {
  return clsx(BASE, LOOKS[look], small ? 'h-[25px] px-2 text-sm' : 'h-[30px] px-3 text-base');
}

interface ButtonProps extends ComponentProps<'button'> {
  look?: Look;
  small?: boolean;
  /** The request is on its way: the button keeps its width, says so, and takes no second press. */
  busy?: boolean;
}

export function Button({ look, small, busy, className, children, disabled, type = 'button', ...rest }: ButtonProps) {
  return (
    <button
      {...rest}
      type={type}
      disabled={disabled || busy}
      aria-busy={busy || undefined}
      className={clsx(buttonClass(look, small), className)}
    >
      {children}
    </button>
  );
}

export function ButtonLink({ look, small, className, ...rest }: LinkProps & { look?: Look; small?: boolean }) {
  return <Link {...rest} className={clsx(buttonClass(look, small), className)} />;
}
