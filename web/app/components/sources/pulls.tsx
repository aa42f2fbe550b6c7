import type { SourceConfigBody } from '#domain/api-contract';
import { type SubmitEvent, useState } from 'react';
import { type SourceIntent, useSourceAction } from '../../lib/source-actions.ts';
import { useWhen } from '../../lib/when.ts';
import { Button } from '../ui/button.tsx';
import { Card } from '../ui/card.tsx';
import { Field, FormErrors, Input } from '../ui/field.tsx';
import { RefreshCw } from '../ui/icons.tsx';
import { Problem } from '../ui/problem.tsx';
import { Credential } from './credential.tsx';
import { SyncRow } from './sync-row.tsx';

/** What is read from the source's own API, where it has one: repositories, subreddits, or the source as a whole. */
export function Pulls({ source }: { source: SourceConfigBody }) {
  const words = WORDS[source.source];
  if (!words && source.credential === null) return null;
  return (
    <Card
      title={words?.title ?? 'What was missed'}
      icon={<RefreshCw size={15} />}
      aside={source.source === 'reddit' && source.syncs.length > 0 && <PollNow source={source} />}
    >
      <div className="flex flex-col gap-3.5">
        {words && <p className="text-muted">{words.why}</p>}
        {source.credential && <Credential source={source} credential={source.credential} />}
        {source.syncs.length > 0 && (
          <ul className="overflow-hidden rounded-lg border border-line">
            {source.syncs.map((sync) => (
              <SyncRow key={sync.name} source={source} sync={sync} />
            ))}
          </ul>
        )}
        {words && <Add source={source} words={words} />}
      </div>
    </Card>
  );
}

interface PullWords {
  title: string;
  why: string;
  label: string;
  hint: string;
  placeholder: string;
  /** Field of the API's answer that an error of the name stands under. */
  field: string;
  intent: SourceIntent;
  verb: string;
}

const WORDS: Partial<Record<SourceConfigBody['source'], PullWords>> = {
  github: {
    title: 'Repositories',
    why: 'Their issues are read regularly: open ones at first, then what changed. So nothing is missed while we are down, since GitHub does not send again.',
    label: 'Repository',
    hint: 'owner/name, or the address of any of its pages.',
    placeholder: 'acme/web',
    field: 'repo',
    intent: 'repository',
    verb: 'Add repository',
  },
  reddit: {
    title: 'Subreddits',
    why: 'New, hot and top posts of each are read regularly. Posts that are removed there are closed here.',
    label: 'Subreddit',
    hint: 'Its name, with or without r/.',
    placeholder: 'r/acme',
    field: 'subreddits',
    intent: 'add_subreddit',
    verb: 'Add subreddit',
  },
};

function Add({ source, words }: { source: SourceConfigBody; words: PullWords }) {
  const action = useSourceAction<unknown>(source.source);
  const [name, setName] = useState('');
  useWhen(action.done, () => setName(''));
  const send = (event: SubmitEvent<HTMLFormElement>) => {
    event.preventDefault();
    action.send(words.intent, { name });
  };
  return (
    <form onSubmit={send} noValidate>
      <FormErrors error={action.error}>
        <Field label={words.label} name={words.field} hint={words.hint}>
          {(props) => (
            <Input
              {...props}
              value={name}
              placeholder={words.placeholder}
              autoComplete="off"
              spellCheck={false}
              onChange={(event) => setName(event.target.value)}
            />
          )}
        </Field>
        <div>
          <Button type="submit" busy={action.busy} disabled={name.trim() === ''}>
            {action.busy ? 'Adding' : words.verb}
          </Button>
        </div>
      </FormErrors>
    </form>
  );
}

function PollNow({ source }: { source: SourceConfigBody }) {
  const action = useSourceAction<unknown>(source.source);
  return (
    <>
      <span role="status" className="flex-1 text-right text-good">
        {action.done ? 'Started' : ''}
      </span>
      {action.error && <Problem words={action.error.message} />}
      <Button small busy={action.busy} onClick={() => action.send('sync')}>
        Poll now
      </Button>
    </>
  );
}
