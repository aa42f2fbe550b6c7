import type { JobBody } from '#domain/api-contract';
import { Link } from 'react-router';
import { stageChip } from '../../lib/stages.ts';
import { Chip } from '../ui/chip.tsx';
import { Time } from '../ui/time.tsx';

/** A fix in the list: of what, where it is, and what came of it. */
export function FixRow({ job, to }: { job: JobBody; to: string }) {
  const chip = stageChip(job.stage, job.pr_number);
  return (
    <li className="row-lazy relative flex h-[61px] items-center gap-3 border-b border-line-soft px-[18px] hover:bg-sunken max-[720px]:px-3">
      <div className="min-w-0 flex-1">
        <div className="flex items-center gap-2">
          <Link
            to={to}
            id={`fix-${job.id}`}
            className="truncate font-semibold outline-none after:absolute after:inset-0 focus-visible:after:outline-2 focus-visible:after:-outline-offset-2 focus-visible:after:outline-accent"
          >
            {job.cluster_title}
          </Link>
          <Chip tone={chip.tone}>{chip.text}</Chip>
        </div>
        <p className="truncate text-muted">
          {job.repository}
          {job.detail && ` · ${job.detail}`}
        </p>
      </div>
      <span className="w-[110px] shrink-0 truncate text-right text-sm text-muted max-[720px]:hidden">{job.model ?? ''}</span>
      <Time at={job.updated_at} className="nums w-[50px] shrink-0 text-right text-muted" />
    </li>
  );
}
