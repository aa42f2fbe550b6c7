import type { ImportAnswer } from '#domain/api-contract';
import { type ChangeEvent, useId, useRef } from 'react';
import { importWords } from '../../lib/import-words.ts';
import { type ImportState, useImport } from '../../lib/import-run.ts';
import { useProject } from '../../lib/project-data.ts';
import { plural } from '../../lib/time.ts';
import { Button } from '../ui/button.tsx';
import { Upload } from '../ui/icons.tsx';
import { Problem } from '../ui/problem.tsx';
import { ScrollArea } from '../ui/scroll-area.tsx';

/** Chooses a file and sends it: how far it is, and what became of its lines. */
export function ImportFile() {
  const { project } = useProject();
  const { state, send, stop } = useImport(project.id);
  const input = useRef<HTMLInputElement>(null);
  const id = useId();
  const busy = state.at === 'sending';
  const choose = (event: ChangeEvent<HTMLInputElement>) => {
    const [file] = event.target.files ?? [];
    if (file) send(file);
    // The same file may be chosen again.
    event.target.value = '';
  };
  return (
    <div className="flex flex-col gap-2.5">
      <input
        ref={input}
        id={id}
        type="file"
        accept=".jsonl,.ndjson,.json,.txt,application/x-ndjson"
        aria-label="File of JSON Lines"
        tabIndex={-1}
        className="sr-only"
        onChange={choose}
      />
      <div className="flex flex-wrap gap-2">
        <Button busy={busy} onClick={() => input.current?.click()}>
          <Upload size={14} />
          {busy ? 'Importing' : 'Choose a file to import'}
        </Button>
        {busy && <Button onClick={stop}>Stop</Button>}
      </div>
      <Progress state={state} />
    </div>
  );
}

function Progress({ state }: { state: ImportState }) {
  switch (state.at) {
    case 'idle':
      return null;
    case 'failed':
      return <Problem words={`${state.name}: ${state.words}`} />;
    case 'answered':
      return <Answer name={state.name} answer={state.answer} />;
    case 'sending': {
      const percent = Math.round(state.sent * 100);
      return (
        <div className="flex flex-col gap-1">
          <progress
            aria-label={`Sending ${state.name}`}
            max={100}
            // All sent: how long storing takes is not known.
            value={percent < 100 ? percent : undefined}
            className="h-1.5 w-full accent-accent"
          />
          <p role="status" className="nums text-muted">
            {percent < 100 ? `${percent} % of ${state.name} is sent.` : `${state.name} is sent; its reports are being stored.`}
          </p>
        </div>
      );
    }
  }
}

function Answer({ name, answer }: { name: string; answer: ImportAnswer }) {
  const { refusals } = answer;
  return (
    <div role="status" className="flex flex-col gap-2 rounded-md bg-sunken px-3 py-2.5">
      <p>
        <span className="font-medium break-words">{name}</span>: {plural(answer.lines, 'line')}, {importWords(answer)}.
      </p>
      {answer.pending > 0 && <p className="text-muted">Those that wait are kept, and are stored one after the other.</p>}
      {answer.parked > 0 && <p className="text-warn">Parked ones are kept until there is room in the quota.</p>}
      {refusals.length > 0 && (
        <details open={refusals.length <= 5}>
          <summary className="text-danger">
            {refusals.length < answer.refused
              ? `The first ${refusals.length.toLocaleString('en-US')} lines that were refused`
              : plural(refusals.length, 'line was', 'lines were').concat(' refused')}
          </summary>
          <ScrollArea label="Lines that were refused" className="mt-1 max-h-[220px] overflow-y-auto">
            <ul>
              {refusals.map((refusal) => (
                <li key={refusal.line} className="flex gap-3 py-0.5">
                  <span className="nums w-[72px] shrink-0 text-muted">Line {refusal.line.toLocaleString('en-US')}</span>
                  <span className="min-w-0 break-words">{refusal.reason}</span>
                </li>
              ))}
            </ul>
          </ScrollArea>
        </details>
      )}
    </div>
  );
}
