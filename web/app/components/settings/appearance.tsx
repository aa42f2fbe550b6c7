import clsx from 'clsx';
import { useFetcher, useRouteLoaderData } from 'react-router';
import type { loader } from '../../root.tsx';
import { readTheme, type Theme, THEMES } from '../../lib/cookies.ts';
import { Card } from '../ui/card.tsx';
import { Monitor, Moon, Palette, Sun } from '../ui/icons.tsx';

const ICON = { size: 15 } as const;
const NAMES: Record<Theme, string> = { system: 'As the system', light: 'Light', dark: 'Dark' };
const ICONS = { system: <Monitor {...ICON} />, light: <Sun {...ICON} />, dark: <Moon {...ICON} /> };

/** Light, dark, or as the system has it; kept in this browser. */
export function Appearance() {
  const fetcher = useFetcher();
  const known = useRouteLoaderData<typeof loader>('root')?.theme ?? 'system';
  const asked = fetcher.formData?.get('theme');
  const theme = typeof asked === 'string' ? readTheme(asked) : known;
  return (
    <Card title="Appearance" icon={<Palette {...ICON} />}>
      <fieldset className="flex flex-wrap gap-2">
        <legend className="sr-only">Appearance</legend>
        {THEMES.map((each) => (
          <label
            key={each}
            className={clsx(
              'flex h-[30px] cursor-pointer items-center gap-2 rounded-md border px-3 font-medium focus-within:outline-2 focus-within:outline-offset-1 focus-within:outline-accent max-[720px]:h-11',
              theme === each ? 'border-accent bg-accent-soft text-accent-text' : 'border-line hover:bg-sunken',
            )}
          >
            <input
              type="radio"
              name="theme"
              value={each}
              checked={theme === each}
              onChange={() => void fetcher.submit({ theme: each }, { method: 'post', action: '/appearance' })}
              className="sr-only"
            />
            {ICONS[each]}
            {NAMES[each]}
          </label>
        ))}
      </fieldset>
    </Card>
  );
}
