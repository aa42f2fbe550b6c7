import clsx from 'clsx';
import { useEffect, useRef, useState } from 'react';
import { exact, timeOfDay } from '../../lib/time.ts';
import type { FollowedLog } from '../../lib/use-log.ts';
import { Button } from '../ui/button.tsx';
import { Chip } from '../ui/chip.tsx';
import { Terminal } from '../ui/icons.tsx';
import { ScrollArea } from '../ui/scroll-area.tsx';

type Line = FollowedLog['lines'][number];
const LOOKS: Record<Line['stream'], string> = {
  agent: '',
  tool: 'text-info',
  test: 'text-muted',
  system: 'text-accent-text',
  error: 'text-danger',
};
const NEAR_END_PX = 40;

/** The log as it is written; keeps to its end until one scrolls up. */
export function LogView({ log, running }: { log: FollowedLog; running: boolean }) {
  const box = useRef<HTMLDivElement>(null);
  const [follows, setFollows] = useState(true);
  const count = log.lines.length;
  useEffect(() => {
    if (follows && box.current) box.current.scrollTop = box.current.scrollHeight;
  }, [count, follows]);
  const onScroll = () => {
    const element = box.current;
    if (element) setFollows(element.scrollHeight - element.scrollTop - element.clientHeight < NEAR_END_PX);
  };
  return (
    <div className="relative flex min-h-0 flex-1 flex-col">
      <ScrollArea
        label="Log of the fix"
        role="log"
        ref={box}
        onScroll={onScroll}
        className="min-h-0 flex-1 overflow-auto py-2 max-[999px]:max-h-[60vh]"
      >
        {count === 0 && (
          <p className="px-3.5 py-6 text-center text-muted">
            {!log.read ? 'Reading the log.' : running ? 'Nothing is written yet; lines appear here as they are.' : 'Nothing was written.'}
          </p>
        )}
        <ol className="font-mono text-[11.5px] leading-[1.6]">
          {log.lines.map((line) => (
            <li key={line.n} className={clsx('flex gap-3 px-3.5', LOOKS[line.stream])}>
              <time dateTime={line.at} title={exact(line.at)} className="nums shrink-0 text-muted select-none">
                {timeOfDay(line.at)}
              </time>
              <span className="w-[46px] shrink-0 text-muted select-none max-[480px]:hidden">{line.stream}</span>
              <span className="min-w-0 break-words whitespace-pre-wrap">{line.text}</span>
            </li>
          ))}
        </ol>
      </ScrollArea>
      {!follows && (
        <Button small className="absolute bottom-2 right-3 shadow-float" onClick={() => setFollows(true)}>
          To the end
        </Button>
      )}
      {log.failing && (
        <p role="status" className="border-t border-line px-3.5 py-1.5 text-warn">
          The log cannot be read right now; it is tried again.
        </p>
      )}
    </div>
  );
}

/** The newest line, under the other panes while the fix runs. */
export function LastLine({ log }: { log: FollowedLog }) {
  const last = log.lines.at(-1);
  return (
    <p className="flex items-center gap-2.5 border-t border-line px-3.5 py-2.5">
      <Terminal size={14} className="shrink-0 text-muted" />
      <code className="min-w-0 flex-1 truncate">{last?.text ?? 'no line yet'}</code>
      <Chip tone="accent">live</Chip>
    </p>
  );
}
