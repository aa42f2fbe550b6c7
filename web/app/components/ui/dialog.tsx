import { Dialog as Radix } from 'radix-ui';
import { type ReactNode, useRef } from 'react';
import { X } from './icons.tsx';
import { ScrollArea } from './scroll-area.tsx';

interface DialogProps {
  open: boolean;
  onOpenChange: (open: boolean) => void;
  title: string;
  /** One sentence under the title. */
  description?: ReactNode;
  wide?: boolean;
  /** Id of what gets the focus when it closes; else what had it before. */
  returnTo?: string;
  children: ReactNode;
}

/** To where one types, where there is such a place; else to the dialog itself, so that Enter does not press its Close. */
function focusFirstField(event: Event): void {
  const field =
    event.currentTarget instanceof HTMLElement
      ? event.currentTarget.querySelector<HTMLElement>('[data-first],input,textarea,select')
      : null;
  event.preventDefault();
  if (field) field.focus();
  else if (event.currentTarget instanceof HTMLElement) event.currentTarget.focus();
}

export function Dialog({ open, onOpenChange, title, description, wide, returnTo, children }: DialogProps) {
  const opener = useRef<Element | null>(null);
  return (
    <Radix.Root open={open} onOpenChange={onOpenChange}>
      <Radix.Portal>
        <Radix.Overlay className="fixed inset-0 z-40 bg-black/35" />
        <Radix.Content
          {...(description ? {} : { 'aria-describedby': undefined })}
          onOpenAutoFocus={(event) => {
            opener.current = document.activeElement;
            focusFirstField(event);
          }}
          onCloseAutoFocus={(event) => {
            const named = returnTo === undefined ? null : document.getElementById(returnTo);
            const target = named ?? opener.current;
            event.preventDefault();
            if (target instanceof HTMLElement) target.focus();
          }}
          className={`fixed left-1/2 top-[12vh] z-50 flex max-h-[80vh] w-[calc(100vw-24px)] -translate-x-1/2 flex-col overflow-hidden rounded-xl border border-line bg-panel shadow-float outline-none ${wide ? 'max-w-[860px]' : 'max-w-[480px]'}`}
        >
          <header className="flex items-start gap-3 px-4 pt-3.5">
            <div className="min-w-0 flex-1">
              <Radix.Title className="text-lg font-semibold">{title}</Radix.Title>
              {description && <Radix.Description className="mt-0.5 text-muted">{description}</Radix.Description>}
            </div>
            <Radix.Close
              aria-label="Close"
              className="inline-flex h-7 w-7 items-center justify-center rounded-md text-muted hover:bg-sunken hover:text-text"
            >
              <X size={16} />
            </Radix.Close>
          </header>
          <ScrollArea label={title} className="overflow-auto p-4">
            {children}
          </ScrollArea>
        </Radix.Content>
      </Radix.Portal>
    </Radix.Root>
  );
}
