import type { JobDetailBody, ProofBody } from '#domain/api-contract';
import { plural, took } from '../../lib/time.ts';
import { Card } from '../ui/card.tsx';
import { Chip } from '../ui/chip.tsx';
import { FlaskConical } from '../ui/icons.tsx';
import { ScrollArea } from '../ui/scroll-area.tsx';

type Run = ProofBody['before'];
const NAMES_SHOWN = 6;

/** The tests before and after the change, run by the workflow. */
export function ProofCard({ proof, job }: { proof: ProofBody; job: JobDetailBody }) {
  return (
    <Card
      title="Proof"
      icon={<FlaskConical size={15} />}
      tone={proof.proven ? undefined : 'danger'}
      aside={
        <>
          <span className="min-w-0 flex-1 truncate text-muted">run by the workflow, not by the agent</span>
          <Chip tone={proof.proven ? 'good' : 'danger'}>{proof.proven ? 'proven' : 'not proven'}</Chip>
        </>
      }
    >
      <div className="flex flex-col gap-3">
        <p>{proof.verdict}</p>
        <div className="grid gap-2.5 min-[560px]:grid-cols-2">
          <Side title="Before" run={proof.before} marked={proof.fixed} where={`${job.base_branch} @ ${proof.before.commit.slice(0, 7)}`} />
          <Side
            title="After"
            run={proof.after}
            marked={proof.fixed}
            where={`${job.branch ?? 'the change'} @ ${proof.after.commit.slice(0, 7)}`}
          />
        </div>
        {proof.broken.length > 0 && (
          <p className="break-words text-danger">
            Broken by the change: {proof.broken.slice(0, NAMES_SHOWN).join(', ')}
            {proof.broken.length > NAMES_SHOWN && ` and ${proof.broken.length - NAMES_SHOWN} more`}
          </p>
        )}
        <p className="text-sm text-muted">
          <code>{proof.command.join(' ')}</code>
        </p>
      </div>
    </Card>
  );
}

function Side({ title, run, marked, where }: { title: string; run: Run; marked: readonly string[]; where: string }) {
  const failed = new Set(run.failed);
  const shown = marked.length > 0 ? marked : run.failed;
  // The tests that prove the fix speak for it; others of the repository may have failed long before.
  const passes = marked.length > 0 ? !marked.some((name) => failed.has(name)) : run.exit_code === 0;
  return (
    <div className="min-w-0 rounded-lg border border-line bg-sunken px-3 py-2.5 font-mono text-[11.5px] leading-[1.6]">
      <p className={passes ? 'font-bold text-good' : 'font-bold text-danger'}>
        {title} · {passes ? 'passes' : 'fails'}
      </p>
      <ul>
        {shown.slice(0, NAMES_SHOWN).map((name) => (
          <li key={name} className="break-words">
            <span aria-hidden="true">{failed.has(name) ? '✗' : '✓'}</span>
            <span className="sr-only">{failed.has(name) ? 'fails:' : 'passes:'}</span> {name}
          </li>
        ))}
      </ul>
      {shown.length > NAMES_SHOWN && <p>and {shown.length - NAMES_SHOWN} more</p>}
      <p className="text-muted">
        {run.passed.length + run.failed.length > 0
          ? `${run.passed.length} of ${plural(run.passed.length + run.failed.length, 'test')} pass`
          : `exit code ${run.exit_code}`}
        , {took(run.duration_ms)}
      </p>
      <p className="break-words text-muted">
        {where}
        {run.overlaid && ', with the new tests laid over it'}
      </p>
      {run.output_tail.trim() !== '' && (
        <details className="mt-1">
          <summary className="font-sans text-sm text-muted hover:text-text">Last lines of its output</summary>
          <ScrollArea label={`Output of the run ${title.toLowerCase()}`} className="mt-1 max-h-[220px] overflow-auto">
            <pre className="whitespace-pre-wrap break-words">{run.output_tail}</pre>
          </ScrollArea>
        </details>
      )}
    </div>
  );
}
