import clsx from 'clsx';
import { type ReactNode, useId } from 'react';

interface CardProps {
  title: ReactNode;
  icon?: ReactNode;
  aside?: ReactNode;
  children: ReactNode;
  className?: string;
  bodyClassName?: string;
  /** The header stays on one line; a long title is cut. */
  oneLine?: boolean;
  /** The body brings its own padding, e.g. rows that reach the edges. */
  flush?: boolean;
  tone?: 'warn' | 'danger' | 'accent';
}

export function Card({ title, icon, aside, children, className, bodyClassName, oneLine, flush, tone }: CardProps) {
  const id = useId();
  return (
    <section
      aria-labelledby={id}
      className={clsx(
        'rounded-xl border bg-panel',
        tone === 'warn'
          ? 'border-warn/60'
          : tone === 'danger'
            ? 'border-danger/50'
            : tone === 'accent'
              ? 'border-accent/60'
              : 'border-line',
        className,
      )}
    >
      <header className={clsx('flex min-h-[39px] items-center gap-2 border-b border-line px-3.5 py-1.5', !oneLine && 'flex-wrap')}>
        {icon}
        <h2 id={id} className={clsx('font-semibold', oneLine && 'min-w-0 truncate')}>
          {title}
        </h2>
        {aside}
      </header>
      <div className={clsx(!flush && 'p-3.5', bodyClassName)}>{children}</div>
    </section>
  );
}
