import type { SourceConfigBody } from '#domain/api-contract';
import { useSourceAction } from '../../lib/source-actions.ts';
import { sourceName } from '../../lib/sources.ts';
import { Problem } from '../ui/problem.tsx';

/** Whether a source is taken from; switched off it is answered, and left out. */
export function SourceSwitch({ source }: { source: SourceConfigBody }) {
  const action = useSourceAction<SourceConfigBody>(source.source);
  const asked = action.asked?.get('enabled');
  const on = asked ? asked === 'true' : source.enabled;
  return (
    <>
      {action.error && <Problem words={action.error.message} />}
      <Switch
        on={on}
        label={`Take reports from ${sourceName(source.source)}`}
        title={on ? 'Reports are taken' : 'Reports are left out'}
        onFlip={() => action.send('enabled', { enabled: String(!on) })}
      />
    </>
  );
}

interface SwitchProps {
  on: boolean;
  label: string;
  title: string;
  onFlip: () => void;
}

export function Switch({ on, label, title, onFlip }: SwitchProps) {
  return (
    <button
      type="button"
      role="switch"
      aria-checked={on}
      aria-label={label}
      title={title}
      onClick={onFlip}
      className="flex h-6 shrink-0 items-center max-[720px]:h-11"
    >
      <span className={`flex h-[18px] w-[32px] items-center rounded-full p-[2px] transition-colors ${on ? 'bg-accent' : 'bg-faint'}`}>
        <span className={`h-[14px] w-[14px] rounded-full bg-panel transition-transform ${on ? 'translate-x-[14px]' : ''}`} />
      </span>
    </button>
  );
}
