import type { BoundsBody } from '#domain/api-contract';
import { lazy, Suspense, useState } from 'react';
import { useAsked } from '../../lib/ask-api.ts';
import { Button } from '../ui/button.tsx';
import { Card } from '../ui/card.tsx';
import { SlidersHorizontal } from '../ui/icons.tsx';
import { Problem } from '../ui/problem.tsx';
import { Time } from '../ui/time.tsx';

const BoundsForm = lazy(() => import('./bounds-form.tsx').then((all) => ({ default: all.BoundsForm })));
const ProposedBounds = lazy(() => import('./proposed-bounds.tsx').then((all) => ({ default: all.ProposedBounds })));

type Kind = BoundsBody['kinds'][number];
const KINDS: Record<Kind['kind'], string> = {
  event: 'Errors and events',
  log: 'Log lines',
  issue: 'What people report',
  prose: 'Short messages',
};
const BY: Record<Kind['by'], string> = {
  default: 'as the product ships',
  calibrated: 'calibrated on answers',
  person: 'set by a person',
};

/** From which score reports join by themselves or are suggested, who says so, and what others would change. */
export function Bounds() {
  const [saved, setSaved] = useState(0);
  const [editing, setEditing] = useState<Kind | null>(null);
  const answer = useAsked<BoundsBody>('/clustering/bounds', { again: saved });
  const bounds = answer?.ok === true ? answer.value : null;
  return (
    <Card title="Grouping" icon={<SlidersHorizontal size={15} />}>
      <div className="flex flex-col gap-3">
        {answer === null && <p className="late text-muted">Reading the bounds.</p>}
        {answer?.ok === false && <Problem words={answer.error.message} />}
        {bounds && (
          <>
            <ul className="flex flex-col">
              {bounds.kinds.map((each) => (
                <li
                  key={each.kind}
                  className="flex flex-wrap items-center gap-x-3 gap-y-1 border-b border-line-soft py-1.5 last:border-b-0"
                >
                  <span className="min-w-0 flex-[1_1_150px] font-medium">{KINDS[each.kind]}</span>
                  <span className="nums">
                    join <code>{each.join_at.toFixed(2)}</code>, suggest <code>{each.suggest_at.toFixed(2)}</code>
                  </span>
                  <span className="text-sm text-muted">
                    {BY[each.by]}
                    {each.calibrated_at !== null && (
                      <>
                        {' '}
                        <Time at={each.calibrated_at} sentence />
                      </>
                    )}
                  </span>
                  <Button small aria-label={`Change the bounds of ${KINDS[each.kind]}`} onClick={() => setEditing(each)}>
                    Change
                  </Button>
                  {editing?.kind === each.kind && (
                    <Suspense>
                      <BoundsForm
                        kind={editing}
                        title={KINDS[editing.kind]}
                        onClose={() => setEditing(null)}
                        onSaved={() => {
                          setEditing(null);
                          setSaved((n) => n + 1);
                        }}
                      />
                    </Suspense>
                  )}
                </li>
              ))}
            </ul>
            <p className="text-sm text-muted">
              {bounds.provider}, {bounds.model}, {bounds.dims} dimensions, features {bounds.feature_version}. Answers of people here:{' '}
              {bounds.answers.accepted} joined, {bounds.answers.declined} kept apart, {bounds.answers.undone} undone.
            </p>
            <Suspense>
              <ProposedBounds bounds={bounds} titles={KINDS} onSaved={() => setSaved((n) => n + 1)} />
            </Suspense>
          </>
        )}
      </div>
    </Card>
  );
}
