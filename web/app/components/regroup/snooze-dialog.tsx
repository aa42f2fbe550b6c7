import { type ComponentProps, type ReactNode, useState } from 'react';
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
        <OwnBound
          label="Until a day and time"
          name="until"
          icon={<AlarmClock size={15} />}
          onSnooze={ownTime && (() => snooze(ownTime, null))}
        >
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
        </OwnBound>
        <OwnBound
          label="Until it has happened so many more times"
          name="occurrences"
          icon={<Repeat size={15} />}
          onSnooze={counts ? () => snooze(null, count) : null}
        >
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
        </OwnBound>
      </div>
    </Dialog>
  );
}

interface OwnBoundProps extends Pick<ComponentProps<typeof Field>, 'label' | 'name' | 'children'> {
  icon: ReactNode;
  /** null: what is entered is none. */
  onSnooze: (() => void) | null;
}

/** A bound of one's own, and the button that takes it. */
function OwnBound({ icon, onSnooze, ...field }: OwnBoundProps) {
  return (
    <form
      noValidate
      className="mt-1 flex items-end gap-2"
      onSubmit={(event) => {
        event.preventDefault();
        onSnooze?.();
      }}
    >
      <div className="min-w-0 flex-1">
        <Field {...field} />
      </div>
      <Button type="submit" disabled={onSnooze === null}>
        {icon}
        Snooze
      </Button>
    </form>
  );
}
