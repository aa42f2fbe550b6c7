import clsx from 'clsx';
import { useEffect, useRef, useState } from 'react';
import { Button } from './button.tsx';
import { Check, Copy } from './icons.tsx';
import { ScrollArea } from './scroll-area.tsx';

interface CopyTextProps {
  text: string;
  label: string;
  /** Several lines, as they are; long ones scroll. */
  block?: boolean;
  /** Long lines of a block are broken. */
  wrap?: boolean;
}

/** Text to take away, with its button; falls back to selecting it where the clipboard is closed. */
export function CopyText({ text, label, block = false, wrap = false }: CopyTextProps) {
  const [copied, setCopied] = useState(false);
  const shown = useRef<HTMLElement>(null);
  useEffect(() => {
    if (!copied) return;
    const timer = setTimeout(() => setCopied(false), 2000);
    return () => clearTimeout(timer);
  }, [copied]);
  const copy = async () => {
    try {
      await navigator.clipboard.writeText(text);
      setCopied(true);
    } catch {
      if (shown.current) getSelection()?.selectAllChildren(shown.current);
    }
  };
  const box = 'min-w-0 flex-1 select-all rounded-md border border-line bg-sunken px-2 py-1';
  return (
    <div className={clsx('flex gap-2', block ? 'items-start' : 'items-center')}>
      {block ? (
        <ScrollArea label={label} className={clsx(box, 'max-h-[220px] overflow-auto')}>
          <pre className={clsx('leading-[1.5]', wrap && 'whitespace-pre-wrap break-words')}>
            <code ref={shown}>{text}</code>
          </pre>
        </ScrollArea>
      ) : (
        <code ref={shown} className={clsx(box, 'break-all')}>
          {text}
        </code>
      )}
      <Button small onClick={() => void copy()} aria-label={`Copy ${label}`}>
        {copied ? <Check size={14} /> : <Copy size={14} />}
        <span aria-live="polite">{copied ? 'Copied' : 'Copy'}</span>
      </Button>
    </div>
  );
}
