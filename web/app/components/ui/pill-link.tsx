import clsx from 'clsx';
import { Link } from 'react-router';

/** One of a few addresses of the same page beside each other, in a list; the one shown stands out. */
export function PillLink({ to, chosen, name }: { to: string; chosen: boolean; name: string }) {
  return (
    <li>
      <Link
        to={to}
        replace
        preventScrollReset
        aria-current={chosen || undefined}
        className={clsx(
          'nums flex h-[25px] items-center rounded-md px-2.5 font-medium max-[720px]:h-11',
          chosen ? 'bg-accent-soft text-accent-text' : 'text-muted hover:bg-sunken',
        )}
      >
        {name}
      </Link>
    </li>
  );
}
