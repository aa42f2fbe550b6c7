import type { BacktestBody, BoundsBody } from '#domain/api-contract';
import { useEffect, useRef, useState } from 'react';
import { askApi, type Answer } from '../../lib/ask-api.ts';
import { useProject } from '../../lib/project-data.ts';
import { plural } from '../../lib/time.ts';
import { useNotice } from '../frame/notice.tsx';
import { Button } from '../ui/button.tsx';
import { Field, FormErrors, Input } from '../ui/field.tsx';
import { Backtest } from './backtest.tsx';

interface BoundsFormProps {
  kind: BoundsBody['kinds'][number];
  title: string;
  onClose: () => void;
  onSaved: () => void;
}

/** Other bounds, tried on the last days before they count. */
export function BoundsForm({ kind, title, onClose, onSaved }: BoundsFormProps) {
  const { project } = useProject();
  const say = useNotice();
  const [joinAt, setJoinAt] = useState(kind.join_at.toFixed(2));
  const [suggestAt, setSuggestAt] = useState(kind.suggest_at.toFixed(2));
  const [days, setDays] = useState('14');
  const [doing, setDoing] = useState<'trying' | 'saving' | null>(null);
  const [tried, setTried] = useState<{ of: string; answer: Answer<BacktestBody> } | null>(null);
  const [refused, setRefused] = useState<Extract<Answer<BoundsBody>, { ok: false }> | null>(null);
  const first = useRef<HTMLInputElement>(null);
  useEffect(() => first.current?.focus(), []);
  const bounds = { kind: kind.kind, join_at: Number(joinAt), suggest_at: Number(suggestAt) };
  const asked = JSON.stringify([bounds, days]);
  const fresh = tried?.of === asked ? tried.answer : null;
  const tryOut = async () => {
    setDoing('trying');
    setRefused(null);
    const answer = await askApi<BacktestBody>(project.id, '/clustering/backtest', { body: { ...bounds, days: Number(days) } });
    setTried({ of: asked, answer });
    setDoing(null);
  };
  const save = async () => {
    setDoing('saving');
    const answer = await askApi<BoundsBody>(project.id, '/clustering/bounds', { body: bounds });
    setDoing(null);
    if (!answer.ok) return setRefused(answer);
    say(`The bounds of ${title.toLowerCase()} are saved. They count from the next report on.`);
    onSaved();
  };
  const error = refused?.error ?? (fresh?.ok === false ? fresh.error : null);
  const number = (value: string, set: (value: string) => void) => ({
    value,
    onChange: (event: { target: { value: string } }) => set(event.target.value),
  });
  return (
    <form
      noValidate
      aria-label={`Bounds of ${title}`}
      className="mb-1.5 mt-1 basis-full rounded-lg border border-line p-3"
      onSubmit={(event) => {
        event.preventDefault();
        if (!doing) void tryOut();
      }}
    >
      <FormErrors error={error}>
        <div className="grid gap-3.5 min-[560px]:grid-cols-3">
          <Field label="Joins at" name="join_at" hint="Of 1. Higher joins less.">
            {(props) => (
              <Input {...props} ref={first} type="number" min={0} max={1} step={0.01} className="nums" {...number(joinAt, setJoinAt)} />
            )}
          </Field>
          <Field label="Suggests at" name="suggest_at" hint="Between the two, a person decides.">
            {(props) => (
              <Input {...props} type="number" min={0} max={1} step={0.01} className="nums" {...number(suggestAt, setSuggestAt)} />
            )}
          </Field>
          <Field label="Try on the last days" name="days" hint="1 to 90.">
            {(props) => <Input {...props} type="number" min={1} max={90} className="nums" {...number(days, setDays)} />}
          </Field>
        </div>
        {fresh?.ok === true && <Backtest result={fresh.value} days={plural(Number(days), 'day')} />}
        <div className="flex flex-wrap gap-2">
          <Button look={fresh?.ok ? 'plain' : 'primary'} type="submit" busy={doing === 'trying'} disabled={doing !== null}>
            {doing === 'trying' ? 'Trying' : 'Try them first'}
          </Button>
          {fresh?.ok === true && (
            <Button look="primary" busy={doing === 'saving'} onClick={() => void save()}>
              {doing === 'saving' ? 'Saving' : 'Save these bounds'}
            </Button>
          )}
          <Button look="quiet" onClick={onClose}>
            Leave them
          </Button>
        </div>
      </FormErrors>
    </form>
  );
}
