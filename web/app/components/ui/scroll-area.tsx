import clsx from 'clsx';
import type { ComponentProps } from 'react';

interface ScrollAreaProps extends ComponentProps<'div'> {
  /** What is in it, for those who come to it by keyboard. */
  label: string;
}

/** A part of the page that scrolls by itself, and can be scrolled by keyboard. */
export function ScrollArea({ label, role = 'group', className, ...rest }: ScrollAreaProps) {
  // Without a place in the tab order its end could not be read without a mouse.
  // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex
  return <div role={role} aria-label={label} tabIndex={0} className={clsx('relative', className)} {...rest} />;
}
