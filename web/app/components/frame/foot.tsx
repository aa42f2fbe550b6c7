import { Link } from 'react-router';
import { useLiveState } from '../../lib/live.tsx';
import { useProject } from '../../lib/project-data.ts';
import { providerLabel } from '../../lib/provider.ts';
import { timeOfDay } from '../../lib/time.ts';
import { useBindings } from '../../lib/use-keys.tsx';
import { Radio, RefreshCw, TriangleAlert } from '../ui/icons.tsx';
import { Kbd } from '../ui/kbd.tsx';
import { useFrame } from './frame-context.ts';
import { useDownSince } from './outage-line.tsx';

/** Only the keys that apply now, how the work is done here, and whether the page is true. */
export function Foot() {
  const { project, stats } = useProject();
  const { open } = useFrame();
  const keys = useBindings().filter((binding) => binding.foot);
  const label = providerLabel(stats.provider);
  return (
    <footer className="flex h-[34px] shrink-0 items-center gap-4 border-t border-line bg-canvas px-[18px] text-xs text-muted max-[720px]:hidden">
      <ul aria-label="Keys that apply now" className="flex min-w-0 items-center gap-4 overflow-hidden whitespace-nowrap">
        {keys.map((binding) => (
          <li key={binding.label} className="flex items-center gap-1">
            {binding.caps.map((cap) => (
              <Kbd key={cap}>{cap}</Kbd>
            ))}
            <span className="ml-1">{binding.label}</span>
          </li>
        ))}
      </ul>
      <span className="flex-1" />
      {label && (
        <Link
          to={`/p/${project.id}/settings#models`}
          title="No model key is set: how things are done here instead"
          className="whitespace-nowrap hover:text-text"
        >
          {label}
        </Link>
      )}
      <button type="button" onClick={() => open('keys')} className="flex items-center gap-1.5 whitespace-nowrap hover:text-text">
        <Kbd>?</Kbd> all keys
      </button>
      <LiveMark />
    </footer>
  );
}

function LiveMark() {
  const state = useLiveState();
  const since = useDownSince();
  const icon = { size: 13 } as const;
  if (since !== null) {
    return (
      <span role="status" className="flex items-center gap-1.5 whitespace-nowrap text-warn">
        <TriangleAlert {...icon} /> stale since {timeOfDay(new Date(since).toISOString())}
      </span>
    );
  }
  return (
    <span role="status" className="flex items-center gap-1.5 whitespace-nowrap">
      {state === 'live' ? <Radio {...icon} className="text-good" /> : <RefreshCw {...icon} />}
      {state === 'live' ? 'live' : state}
    </span>
  );
}
