import type { SourceConfigBody } from '#domain/api-contract';
import { useFetcher } from 'react-router';
import type { ActionResult } from '../../lib/api.server.ts';
import { Button } from '../ui/button.tsx';
import { Field, FormErrors, Input } from '../ui/field.tsx';

const LEVELS = ['fatal', 'error', 'warning', 'info', 'debug'] as const;

/** What of a source is taken; the rest is kept in the log as filtered. */
export function Filters({ source }: { source: SourceConfigBody }) {
  const fetcher = useFetcher<ActionResult>();
  const { environments = null, levels = null } = source.filters;
  const busy = fetcher.state !== 'idle';
  return (
    <details className="border-t border-line-soft pt-2.5" open={environments !== null || levels !== null || undefined}>
      <summary className="font-medium text-accent-text">What is taken</summary>
      <fetcher.Form method="post" className="mt-2">
        <input type="hidden" name="intent" value="filters" />
        <input type="hidden" name="source" value={source.source} />
        <FormErrors error={fetcher.data?.ok === false && !busy ? fetcher.data.error : null}>
          <Field label="Environments" name="environments" hint="Comma between them; empty takes all.">
            {(props) => <Input {...props} defaultValue={environments?.join(', ') ?? ''} placeholder="production" autoComplete="off" />}
          </Field>
          <fieldset>
            <legend className="font-medium">Levels</legend>
            <div className="mt-1 flex flex-wrap gap-x-4 gap-y-1">
              {LEVELS.map((level) => (
                <label key={level} className="flex items-center gap-1.5 max-[720px]:min-h-11">
                  <input
                    type="checkbox"
                    name="levels"
                    value={level}
                    defaultChecked={levels?.includes(level) ?? false}
                    className="accent-accent"
                  />
                  {level}
                </label>
              ))}
            </div>
            <p className="mt-1 text-sm text-muted">None chosen takes all.</p>
          </fieldset>
          <div className="flex items-center gap-2.5">
            <Button type="submit" busy={busy}>
              {busy ? 'Saving' : 'Save'}
            </Button>
            <span role="status" className="text-good">
              {fetcher.data?.ok === true && !busy ? 'Saved' : ''}
            </span>
          </div>
        </FormErrors>
      </fetcher.Form>
    </details>
  );
}
