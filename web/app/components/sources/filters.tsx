import type { SourceConfigBody } from '#domain/api-contract';
import type { SubmitEvent } from 'react';
import { listOfLines } from '../../lib/lines.ts';
import { useSourceAction } from '../../lib/source-actions.ts';
import { Button } from '../ui/button.tsx';
import { Card } from '../ui/card.tsx';
import { Field, FormErrors, TextArea } from '../ui/field.tsx';
import { ListFilter } from '../ui/icons.tsx';

type FilterField = SourceConfigBody['filter_fields'][number];

/** What of a source becomes a report; the rest is kept in the log as filtered. */
export function Filters({ source }: { source: SourceConfigBody }) {
  const action = useSourceAction<SourceConfigBody>(source.source);
  if (source.filter_fields.length === 0) return null;
  const send = (event: SubmitEvent<HTMLFormElement>) => {
    event.preventDefault();
    const form = new FormData(event.currentTarget);
    const filters = Object.fromEntries(source.filter_fields.map((filter) => [filter.name, chosen(form, filter)]));
    action.send('filters', { filters: JSON.stringify(filters) });
  };
  return (
    <Card title="What is taken" icon={<ListFilter size={15} />}>
      <form onSubmit={send} noValidate>
        <FormErrors error={action.error}>
          {source.filter_fields.map((filter) => (
            <FilterInput key={filter.name} filter={filter} chosen={source.filters[filter.name] ?? null} />
          ))}
          <div className="flex items-center gap-2.5">
            <Button type="submit" busy={action.busy}>
              {action.busy ? 'Saving' : 'Save'}
            </Button>
            <span role="status" className="text-good">
              {action.done ? 'Saved' : ''}
            </span>
          </div>
        </FormErrors>
      </form>
    </Card>
  );
}

function FilterInput({ filter, chosen: list }: { filter: FilterField; chosen: readonly string[] | null }) {
  if (filter.values === null) {
    return (
      <Field label={filter.label} name={filter.name} hint={hintOf(filter)}>
        {(props) => (
          <TextArea
            {...props}
            key={list?.join('\n')}
            defaultValue={list?.join('\n') ?? ''}
            rows={3}
            className="min-h-[62px]"
            autoComplete="off"
            spellCheck={false}
          />
        )}
      </Field>
    );
  }
  return (
    <fieldset key={list?.join()}>
      <legend className="font-medium">{filter.label}</legend>
      <div className="mt-1 flex flex-wrap gap-x-4 gap-y-1">
        {filter.values.map((value) => (
          <label key={value} className="flex items-center gap-1.5 max-[720px]:min-h-11">
            <input
              type="checkbox"
              name={filter.name}
              value={value}
              defaultChecked={list?.includes(value) ?? false}
              className="accent-accent"
            />
            {value}
          </label>
        ))}
      </div>
      <p className="mt-1 text-sm text-muted">None chosen takes all.</p>
    </fieldset>
  );
}

/** PostHog sends every event there is; ours are chosen until a person does. */
const hintOf = ({ name }: FilterField): string =>
  name === 'events' ? 'One a line; empty takes what tells of problems, * takes all.' : 'One a line; empty takes all.';

function chosen(form: FormData, { name, values }: FilterField): string[] | null {
  const given = form.getAll(name).filter((value) => typeof value === 'string');
  const list = values === null ? given.flatMap(listOfLines) : given;
  return list.length === 0 ? null : list;
}
