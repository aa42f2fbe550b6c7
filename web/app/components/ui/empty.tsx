import type { ReactNode } from 'react';

interface EmptyProps {
  icon: ReactNode;
  title: string;
  /** `h1` where this is all there is on the page. */
  heading?: 'h1' | 'p';
  children?: ReactNode;
}

/** What a place says when there is nothing in it: why, and what to do. */
export function Empty({ icon, title, heading: Heading = 'p', children }: EmptyProps) {
  return (
    <div className="flex flex-col items-center gap-2 px-6 py-16 text-center">
      <span className="text-faint" aria-hidden="true">
        {icon}
      </span>
      <Heading className="text-lg font-semibold">{title}</Heading>
      <div className="max-w-[46ch] text-muted">{children}</div>
    </div>
  );
}
