import { useState } from 'react';
import { useRegrouping } from '../../lib/regrouping.ts';
import { dayAndTime, fieldTime, inAnHour, laterThan, nextWeek, thisMorning, tomorrow } from '../../lib/snooze.ts';
import { plural } from '../../lib/time.ts';
import { Button } from '../ui/button.tsx';
import { Dialog } from '../ui/dialog.tsx';
import { Field, Input } from '../ui/field.tsx';
import { AlarmClock, CalendarDays, Repeat } from '../ui/icons.tsx';
import type { LayerProps } from '../../lib/regroup-layer.ts';

const ICON = { size: 15, className: 'shrink-0 text-muted' } as const;
const CHOICE =
  'flex min-h-10 w-full items-center gap-2.5 rounded-md border border-line px-3 text-left hover:bg-sunken max-[720px]:min-h-11';

/** Out of sight until a time or until so many more occurrences; the row goes at once. */
export function SnoozeDialog({ layer, onClose }: LayerProps<'snooze'>) {
  const { run } = useRegrouping();
  const [now] = useState(() => new Date());
  const [more, setMore] = useState('10');
  const [own, setOwn] = useState('');
  const ownTime = laterThan(now, own);
  const count = Number(more);
  const counts = Number.isInteger(count) && count >= 1 && count <= 1_000_000;
  const snooze = (until: Date | null, occurrences: number | null) => {
    onClose();
    layer.onDone?.();
    void run(layer.clusters.map(({ id }) => ({ kind: 'snooze' as const, cluster: id, until: until && until.toISOString(), occurrences })));
  };
  const nine = thisMorning(now);
  const choices = [
    { words: 'For an hour', then: inAnHour(now), icon: <AlarmClock {...ICON} /> },
    ...(nine ? [{ words: 'Until this morning', then: nine, icon: <AlarmClock {...ICON} /> }] : []),
    { words: 'Until tomorrow', then: tomorrow(now), icon: <AlarmClock {...ICON} /> },
    { words: 'Until next week', then: nextWeek(now), icon: <CalendarDays {...ICON} /> },
  ];
  return (
    <Dialog
      open
      onOpenChange={(open) => !open && onClose()}
      title={layer.clusters.length === 1 ? `Snooze “${layer.clusters[0]?.title}”` : `Snooze ${plural(layer.clusters.length, 'cluster')}`}
      description="It leaves what needs you and comes back by itself. Reports still join it."
    >
      <div className="flex flex-col gap-2">
        {choices.map(({ words, then, icon }, i) => (
          <button key={words} type="button" className={CHOICE} onClick={() => snooze(then, null)} data-first={i === 0 || undefined}>
            {icon}
            <span className="flex-1 font-medium">{words}</span>
            <span className="nums text-muted">{dayAndTime(then)}</span>
          </button>
        ))}
        <form
          noValidate
          className="mt-1 flex items-end gap-2"
          onSubmit={(event) => {
            event.preventDefault();
            if (ownTime) snooze(ownTime, null);
          }}
        >
          <div className="min-w-0 flex-1">
            <Field label="Until a day and time" name="until">
              {(props) => (
                <Input
                  {...props}
                  type="datetime-local"
                  min={fieldTime(now)}
                  value={own}
                  onChange={(e) => setOwn(e.target.value)}
                  className="nums"
                />
              )}
            </Field>
          </div>
          <Button type="submit" disabled={ownTime === null}>
            <AlarmClock size={15} />
            Snooze
          </Button>
        </form>
        <form
          noValidate
          className="mt-1 flex items-end gap-2"
          onSubmit={(event) => {
            event.preventDefault();
            if (counts) snooze(null, count);
          }}
        >
          <div className="flex-1">
            <Field label="Until it has happened so many more times" name="occurrences">
              {(props) => (
                <Input
                  {...props}
                  type="number"
                  min={1}
                  max={1_000_000}
                  value={more}
                  onChange={(e) => setMore(e.target.value)}
                  className="nums"
                />
              )}
            </Field>
          </div>
          <Button type="submit" disabled={!counts}>
            <Repeat size={15} />
            Snooze
          </Button>
        </form>
      </div>
    </Dialog>
  );
}
