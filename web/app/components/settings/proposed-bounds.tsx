import type { BoundsBody } from '#domain/api-contract';
import { LEAST_ANSWERS, WORTH_LOOKING } from '#domain/clustering/review-answers';
import { useState } from 'react';
import { askApi } from '../../lib/ask-api.ts';
import { useProject } from '../../lib/project-data.ts';
import { plural } from '../../lib/time.ts';
import { useNotice } from '../frame/notice.tsx';
import { Button } from '../ui/button.tsx';
import { Problem } from '../ui/problem.tsx';
import { ReviewNow } from './review-now.tsx';

type Proposed = BoundsBody['proposed'][number];

interface ProposedBoundsProps {
  bounds: BoundsBody;
  titles: Record<Proposed['kind'], string>;
  onSaved: () => void;
}

/** What the answers of people here ask for, beside what is in force and with what it would have done; and whether it is set by itself. */
export function ProposedBounds({ bounds, titles, onSaved }: ProposedBoundsProps) {
  const { project } = useProject();
  const say = useNotice();
  const [doing, setDoing] = useState<string | null>(null);
  const { accepted, declined, undone } = bounds.answers;
  const [words, setWords] = useState<string | null>(null);
  const send = async (name: string, path: string, body: unknown, done: string) => {
    setDoing(name);
    setWords(null);
    const answer = await askApi<BoundsBody>(project.id, path, { body });
    setDoing(null);
    if (!answer.ok) return setWords(answer.error.message);
    say(done);
    onSaved();
  };
  return (
    <section aria-label="Bounds that people’s answers ask for" className="flex flex-col gap-2">
      {bounds.proposed.map((each) => {
        const now = bounds.kinds.find(({ kind }) => kind === each.kind)!;
        const asking = each.answers;
        const { reports, days, would_join, would_split, would_suggest } = each.backtest;
        return (
          <div key={each.kind} className="flex flex-wrap items-start gap-x-3 gap-y-1 rounded-md bg-sunken px-3 py-2">
            <div className="min-w-0 flex-[1_1_220px]">
              <p className="font-medium">
                {titles[each.kind]}: join <code>{now.join_at.toFixed(2)}</code> → <code>{each.join_at.toFixed(2)}</code>, suggest{' '}
                <code>{now.suggest_at.toFixed(2)}</code> → <code>{each.suggest_at.toFixed(2)}</code>
              </p>
              <p className="text-sm text-muted">
                {asking.accepted} joined, {asking.declined} kept apart, {asking.undone} undone ask for it. Of {plural(reports, 'report')} in{' '}
                {plural(days, 'day')}: {plural(would_join, 'join')}, {plural(would_split, 'split')}, {plural(would_suggest, 'suggestion')}.
              </p>
            </div>
            <Button
              small
              busy={doing === each.kind}
              disabled={doing !== null}
              onClick={() =>
                void send(
                  each.kind,
                  '/clustering/bounds/take',
                  { kind: each.kind, at: each.at },
                  `The bounds of ${titles[each.kind].toLowerCase()} are set. They count from the next report on.`,
                )
              }
            >
              Use these
            </Button>
          </div>
        );
      })}
      <ReviewNow answers={accepted + declined + undone} onDone={onSaved} />
      <label className="flex items-start gap-2 text-sm">
        <input
          type="checkbox"
          className="mt-0.5"
          checked={bounds.by_themselves}
          disabled={doing !== null}
          onChange={({ target }) =>
            void send(
              'by itself',
              '/clustering/bounds/by-themselves',
              { by_themselves: target.checked },
              target.checked ? 'Bounds are set by themselves now.' : 'Bounds wait for a person now.',
            )
          }
        />
        Set bounds from people’s answers each night without asking. It takes {LEAST_ANSWERS} answers, and {WORTH_LOOKING} more each time.
      </label>
      {words !== null && <Problem words={words} />}
    </section>
  );
}
