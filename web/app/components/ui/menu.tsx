import clsx from 'clsx';
import { type ReactNode, useEffect, useEffectEvent, useId, useRef, useState } from 'react';
import { useLocation } from 'react-router';

interface MenuProps {
  button: ReactNode;
  /** Of the button. */
  id?: string;
  label?: string;
  className?: string;
  place?: 'below' | 'above' | 'below-end' | 'above-end';
  /** Several choices may be made before it closes. */
  stays?: boolean;
  children: ReactNode;
}

/** A button and what it opens: links, buttons and choices. Arrows move within; Escape, a choice and a press elsewhere close it. */
export function Menu({ button, id: buttonId, label, className, place = 'below', stays = false, children }: MenuProps) {
  const box = useRef<HTMLDivElement>(null);
  const trigger = useRef<HTMLButtonElement>(null);
  const id = useId();
  const { pathname, key } = useLocation();
  // It belongs to where it was opened: going elsewhere closes it.
  const here = stays ? pathname : key;
  const [openAt, setOpenAt] = useState<string | null>(null);
  const open = openAt === here;
  const close = () => setOpenAt(null);
  const onKeyDown = useEffectEvent((event: KeyboardEvent) => {
    if (event.key === 'Escape') {
      event.preventDefault();
      close();
      trigger.current?.focus();
    }
    const step = event.key === 'ArrowDown' ? 1 : event.key === 'ArrowUp' ? -1 : 0;
    if (step === 0) return;
    event.preventDefault();
    const items = [...(box.current?.querySelectorAll<HTMLElement>(`[id="${id}"] :is(a,button,input)`) ?? [])];
    const at = items.findIndex((item) => item === document.activeElement);
    items.at((at + step + items.length) % items.length)?.focus();
  });

  const onClick = useEffectEvent(({ target }: Event) => {
    const choice = target instanceof Element ? target.closest(`[id="${id}"] button`) : null;
    // A form is sent before what it is in may go.
    if (stays || choice?.getAttribute('type') !== 'button') return;
    close();
    trigger.current?.focus();
  });

  useEffect(() => {
    if (!open) return;
    const element = box.current;
    const outside = (event: Event) => {
      if (event.target instanceof Node && !element?.contains(event.target)) setOpenAt(null);
    };
    const keydown = (event: KeyboardEvent) => onKeyDown(event);
    const click = (event: Event) => onClick(event);
    element?.addEventListener('keydown', keydown);
    // After what the choice itself does, which also listens there.
    document.addEventListener('click', click);
    document.addEventListener('pointerdown', outside);
    document.addEventListener('focusin', outside);
    return () => {
      element?.removeEventListener('keydown', keydown);
      document.removeEventListener('click', click);
      document.removeEventListener('pointerdown', outside);
      document.removeEventListener('focusin', outside);
    };
  }, [open]);

  return (
    <div ref={box} className="relative min-w-0" data-layer={open ? '' : undefined}>
      <button
        ref={trigger}
        id={buttonId}
        aria-label={label}
        type="button"
        aria-expanded={open}
        aria-controls={id}
        onClick={() => setOpenAt(open ? null : here)}
        className={className}
      >
        {button}
      </button>
      <div
        id={id}
        hidden={!open}
        className={clsx(
          'absolute z-30 min-w-[190px] max-w-[min(320px,calc(100vw-24px))] rounded-lg border border-line bg-panel p-1 shadow-float',
          place === 'above'
            ? 'bottom-full left-0 mb-1'
            : place === 'above-end'
              ? 'bottom-full right-0 mb-1'
              : place === 'below-end'
                ? 'right-0 top-full mt-1'
                : 'left-0 top-full mt-1',
        )}
      >
        {open && children}
      </div>
    </div>
  );
}

export const menuItem = 'flex min-h-8 w-full items-center gap-2 rounded-md px-2.5 py-1 text-left hover:bg-sunken max-[720px]:min-h-11';
