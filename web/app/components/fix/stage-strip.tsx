import type { JobDetailBody } from '#domain/api-contract';
import clsx from 'clsx';
import { useCallback, useEffect, useRef, useState } from 'react';
import { useEachSecond } from '../../lib/now.ts';
import { isEnded } from '../../lib/stages.ts';
import { type StripStep, stripOf } from '../../lib/strip.ts';
import { clock } from '../../lib/time.ts';
import { ScrollArea } from '../ui/scroll-area.tsx';
import { usePageNow } from '../ui/time.tsx';

const BAR: Record<StripStep['state'], string> = {
  done: 'bg-good',
  now: 'bg-accent',
  stopped: 'bg-danger',
  ahead: 'bg-bar',
};
const SAID: Record<StripStep['state'], string> = { done: 'done', now: 'now', stopped: 'stopped here', ahead: 'to come' };

/** Where the fix is and how long each stage took. */
export function StageStrip({ job }: { job: JobDetailBody }) {
  const rendered = usePageNow();
  const [tick, setTick] = useState(0);
  useEachSecond(
    !isEnded(job.stage),
    useCallback(() => setTick(Date.now()), []),
  );
  const steps = stripOf(job, Math.max(rendered, tick));
  const here = useRef<HTMLLIElement>(null);
  useEffect(() => {
    // It answers a promise, which is no clean-up.
    void here.current?.scrollIntoView({ block: 'nearest', inline: 'center' });
  }, [job.stage]);
  return (
    <ScrollArea
      label="Stages"
      className="shrink-0 overflow-x-auto border-b border-line px-[18px] py-3 [scrollbar-width:thin] max-[720px]:px-3"
    >
      <ol aria-label="Stages, in order" className="flex gap-2">
        {steps.map((step) => (
          <li
            key={step.name}
            ref={step.state === 'now' || step.state === 'stopped' ? here : null}
            aria-current={step.state === 'now' ? 'step' : undefined}
            className="min-w-[100px] flex-1"
          >
            <span className={clsx('mb-1.5 block h-[3px] rounded-full', BAR[step.state])} />
            <span className="flex items-baseline justify-between gap-2 text-sm">
              <span className={step.state === 'ahead' ? 'text-muted' : 'font-semibold'}>{step.name}</span>
              <span className="sr-only">, {SAID[step.state]}</span>
              {step.ms !== null && (
                <span className="nums text-muted" suppressHydrationWarning>
                  {clock(step.ms)}
                </span>
              )}
            </span>
          </li>
        ))}
      </ol>
    </ScrollArea>
  );
}
