import clsx from 'clsx';
import { type ReactNode, useId } from 'react';

interface CardProps {
  title: ReactNode;
  icon?: ReactNode;
  aside?: ReactNode;
  children: ReactNode;
  className?: string;
  bodyClassName?: string;
  /** The body brings its own padding, e.g. rows that reach the edges. */
  flush?: boolean;
  tone?: 'warn' | 'danger' | 'accent';
}

export function Card({ title, icon, aside, children, className, bodyClassName, flush, tone }: CardProps) {
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
      <header className="flex min-h-[39px] flex-wrap items-center gap-2 border-b border-line px-3.5 py-1.5">
        {icon}
        <h2 id={id} className="font-semibold">
          {title}
        </h2>
        {aside}
      </header>
      <div className={clsx(!flush && 'p-3.5', bodyClassName)}>{children}</div>
    </section>
  );
}
