import type { ReviewBody } from '#domain/api-contract';
import { useEffect, useState } from 'react';
import { askApi, useAsked } from '../../lib/ask-api.ts';
import { useProject } from '../../lib/project-data.ts';
import { reviewWords } from '../../lib/review-words.ts';
import { useWhen } from '../../lib/when.ts';
import { Button } from '../ui/button.tsx';
import { Problem } from '../ui/problem.tsx';

const AGAIN_MS = 2_000;

/** Has the nightly look at grouping done now, tells that it is at work and then what it found. */
export function ReviewNow({ answers, onDone }: { answers: number; onDone: () => void }) {
  const { project } = useProject();
  const [turn, setTurn] = useState(0);
  const [last, setLast] = useState<ReviewBody | null>(null);
  const [problem, setProblem] = useState<string | null>(null);
  const [sending, setSending] = useState(false);
  const answer = useAsked<ReviewBody>('/clustering/review', { again: turn });
  useWhen(answer, (said) => {
    if (!said.ok) return;
    if (last?.state === 'running' && said.value.state === 'done') onDone();
    setLast(said.value);
  });
  const running = last?.state === 'running';
  useEffect(() => {
    if (!running) return;
    const timer = setInterval(() => !document.hidden && setTurn((n) => n + 1), AGAIN_MS);
    return () => clearInterval(timer);
  }, [running]);
  const start = async () => {
    setSending(true);
    setProblem(null);
    const said = await askApi<ReviewBody>(project.id, '/clustering/review', { method: 'POST' });
    setSending(false);
    if (!said.ok) return setProblem(said.error.message);
    setLast(said.value);
    setTurn((n) => n + 1);
  };
  return (
    <div className="flex flex-col gap-2">
      <div className="flex flex-wrap items-center gap-x-3 gap-y-1.5">
        <Button small busy={sending || running} onClick={() => void start()}>
          {running ? 'Reviewing' : 'Review now'}
        </Button>
        <p role="status" className="min-w-0 flex-1 basis-[200px] text-sm text-muted">
          {reviewWords(last, answers)}
        </p>
      </div>
      {problem !== null && <Problem words={problem} />}
    </div>
  );
}
