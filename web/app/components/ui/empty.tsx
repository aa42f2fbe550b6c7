import type { ReactNode } from 'react';

/** What a place says when there is nothing in it: why, and what to do. */
export function Empty({ icon, title, children }: { icon: ReactNode; title: string; children?: ReactNode }) {
  return (
    <div className="flex flex-col items-center gap-2 px-6 py-16 text-center">
      <span className="text-faint" aria-hidden="true">
        {icon}
      </span>
      <p className="text-lg font-semibold">{title}</p>
      <div className="max-w-[46ch] text-muted">{children}</div>
    </div>
  );
}
