import clsx from 'clsx';

export function Problem({ words, className }: { words: string; className?: string }) {
  return (
    <p role="alert" className={clsx('rounded-md bg-danger-soft px-2.5 py-1.5 text-danger', className)}>
      {words}
    </p>
  );
}
