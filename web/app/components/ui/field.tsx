import clsx from 'clsx';
import { type ComponentProps, createContext, type ReactNode, type RefObject, use, useEffect, useId, useRef } from 'react';
import type { ApiError } from '../../lib/api.server.ts';
import { Problem } from './problem.tsx';

const ErrorsContext = createContext<ReadonlyMap<string, string>>(new Map());

/** The API's words per field, where it named any; `test_command.0` and `filters.levels` belong to the field of that name. */
export function fieldErrors(error: ApiError | null | undefined): Map<string, string> {
  const found = new Map<string, string>();
  for (const [path, said] of Object.entries(error?.details ?? {})) {
    const words = Array.isArray(said) ? said.join(', ') : said;
    if (typeof words !== 'string') continue;
    for (const name of [path, ...path.split('.')]) if (!found.has(name)) found.set(name, words);
  }
  return found;
}

/**
 * Shows an answer's errors beside the fields they name, the rest on top, and moves to the first.
 * Put it inside the form, around its fields.
 */
export function FormErrors({ error, children }: { error: ApiError | null | undefined; children: ReactNode }) {
  const box = useRef<HTMLDivElement>(null);
  const errors = fieldErrors(error);
  useFocusFirstError(box, error);
  return (
    <ErrorsContext value={errors}>
      <div ref={box} className="flex flex-col gap-3.5">
        {error && <Problem words={error.message} />}
        {children}
      </div>
    </ErrorsContext>
  );
}

function useFocusFirstError(box: RefObject<HTMLDivElement | null>, error: ApiError | null | undefined): void {
  useEffect(() => {
    if (error) box.current?.querySelector<HTMLElement>('[aria-invalid="true"]')?.focus();
  }, [box, error]);
}

interface FieldProps {
  label: string;
  name: string;
  hint?: ReactNode;
  children: (props: { id: string; name: string; 'aria-invalid': boolean; 'aria-describedby': string | undefined }) => ReactNode;
}

export function Field({ label, name, hint, children }: FieldProps) {
  const id = useId();
  const error = use(ErrorsContext).get(name);
  const described = [error ? `${id}-error` : null, hint ? `${id}-hint` : null].filter((part) => part !== null).join(' ');
  return (
    <div className="flex flex-col gap-1">
      <label htmlFor={id} className="font-medium">
        {label}
      </label>
      {children({ id, name, 'aria-invalid': error !== undefined, 'aria-describedby': described || undefined })}
      {error && (
        <p id={`${id}-error`} className="text-sm text-danger">
          {error}
        </p>
      )}
      {hint && (
        <p id={`${id}-hint`} className="text-sm text-muted">
          {hint}
        </p>
      )}
    </div>
  );
}

const CONTROL =
  'w-full rounded-md border border-line bg-panel px-2.5 placeholder:text-muted aria-[invalid=true]:border-danger disabled:opacity-60 max-[720px]:text-[16px]';

export function Input({ className, ...rest }: ComponentProps<'input'>) {
  return <input {...rest} className={clsx(CONTROL, 'h-[30px] max-[720px]:h-11', className)} />;
}
export function TextArea({ className, ...rest }: ComponentProps<'textarea'>) {
  return <textarea {...rest} className={clsx(CONTROL, 'min-h-24 py-1.5', className)} />;
}
export function Select({ className, ...rest }: ComponentProps<'select'>) {
  return <select {...rest} className={clsx(CONTROL, 'h-[30px] max-[720px]:h-11', className)} />;
}
