import type { JobDetailBody, PlanBody } from '#domain/api-contract';
import { usePersonName } from '../../lib/person.ts';
import { stageChip } from '../../lib/stages.ts';
import { ArrowUpRight } from '../ui/icons.tsx';
import { ScrollArea } from '../ui/scroll-area.tsx';
import { Section } from '../ui/section.tsx';
import { Time } from '../ui/time.tsx';

/** Each step with its time, the plans before this one, and what the job is made of. */
export function History({ job, plans }: { job: JobDetailBody; plans: readonly PlanBody[] }) {
  return (
    <ScrollArea label="History" className="flex min-h-0 flex-1 flex-col gap-5 overflow-auto p-3.5">
      <Section title="Steps">
        <ol className="flex flex-col gap-2">
          {job.timeline.map((entry, i) => (
            <li key={i} className="flex gap-3">
              <span className="w-[150px] shrink-0 font-medium max-[480px]:w-[110px]">{stageChip(entry.stage, job.pr_number).text}</span>
              <span className="min-w-0 flex-1 break-words text-muted">{entry.detail}</span>
              <Time at={entry.at} className="nums shrink-0 text-muted" />
            </li>
          ))}
        </ol>
      </Section>
      {plans.length > 1 && (
        <Section title="Plans">
          <ol className="flex flex-col gap-2.5">
            {plans.map((plan) => (
              <li key={plan.version}>
                <details>
                  <summary className="flex gap-3">
                    <span className="font-medium">Plan v{plan.version}</span>
                    <span className="min-w-0 flex-1 truncate text-muted">{plan.note ?? plan.change}</span>
                    <Time at={plan.created_at} className="nums text-muted" />
                  </summary>
                  <p className="mt-1 break-words">{plan.root_cause}</p>
                  <p className="mt-1 break-words">{plan.change}</p>
                </details>
              </li>
            ))}
          </ol>
        </Section>
      )}
      <Section title="Details">
        <dl className="grid grid-cols-[minmax(96px,max-content)_minmax(0,1fr)] gap-x-4 gap-y-1">
          {details(job, usePersonName()).map(([name, value]) => (
            <div key={name} className="contents">
              <dt className="text-muted">{name}</dt>
              <dd className="break-all">{value}</dd>
            </div>
          ))}
        </dl>
        {job.workflow && (
          <a
            href={job.workflow.ui_url}
            target="_blank"
            rel="noreferrer"
            className="inline-flex items-center gap-1 self-start font-medium text-accent-text underline"
          >
            Open in Temporal UI
            <ArrowUpRight size={13} />
          </a>
        )}
      </Section>
    </ScrollArea>
  );
}

function details(job: JobDetailBody, personName: (id: string) => string): Array<readonly [string, string]> {
  const all: Array<readonly [string, string | null]> = [
    ['Started by', personName(job.started_by)],
    ['Approved by', job.approved_by === null ? null : personName(job.approved_by)],
    ['Repository', job.repository],
    ['Base', job.base_commit === null ? job.base_branch : `${job.base_branch} @ ${job.base_commit.slice(0, 12)}`],
    ['Branch', job.branch],
    ['Commit', job.commit],
    ['Agent', job.agent],
    ['Model', job.model],
    ['Workflow', job.workflow?.id ?? null],
  ];
  return all.filter((pair): pair is readonly [string, string] => pair[1] !== null);
}
