import type { JobDetailBody } from '#domain/api-contract';
import type { ReactNode } from 'react';
import { plural } from '../../lib/time.ts';
import { useProject } from '../../lib/project-data.ts';
import { Card } from '../ui/card.tsx';
import { FileCheck, FileWarning, GitPullRequestDraft, Lock, ShieldCheck, Sparkles } from '../ui/icons.tsx';

const ICON = { size: 15, className: 'mt-px shrink-0 text-muted' } as const;

/** What the sandbox has, what the gate found, and how it leaves. */
export function SafetyCard({ job }: { job: JobDetailBody }) {
  const { project, stats } = useProject();
  const { gate } = job;
  const host = project.code_host === 'local' ? 'the local GitHub peer' : 'GitHub';
  return (
    <Card title="Safety" icon={<ShieldCheck size={15} />} tone={gate?.passed === false ? 'danger' : undefined}>
      <ul className="flex flex-col gap-2">
        <Line icon={<Lock {...ICON} />}>
          The sandbox has no credentials and no network but the model
          {job.sandbox && (
            <span className="text-muted">
              {' '}
              · {job.sandbox.kind} <code className="break-all">{job.sandbox.id}</code>
            </span>
          )}
        </Line>
        {gate && (
          <Line icon={gate.passed ? <FileCheck {...ICON} /> : <FileWarning {...ICON} />}>
            Gate: {plural(gate.files, 'file')}, +{gate.added} −{gate.removed}
            {gate.passed ? ', nothing it must refuse' : ', refused'}
          </Line>
        )}
        {gate?.findings.map((finding, i) => (
          <li key={i} className="ml-[25px] break-words text-danger">
            {finding.path !== null && <code>{finding.path}</code>} {finding.message}
          </li>
        ))}
        <Line icon={<GitPullRequestDraft {...ICON} />}>
          {job.pr_url === null ? 'Opens as a draft on' : 'Opened as a draft on'} {job.repository}, {host}
        </Line>
        <Line icon={<Sparkles {...ICON} />}>
          {job.agent ?? 'The coding agent'}
          {job.model === null ? '' : ` with ${job.model}`}
          {stats.provider.demo && (
            <span className="text-muted"> · the demo model follows a script and is refused anywhere but on the Sample</span>
          )}
        </Line>
      </ul>
    </Card>
  );
}

function Line({ icon, children }: { icon: ReactNode; children: ReactNode }) {
  return (
    <li className="flex gap-2.5">
      {icon}
      <span className="min-w-0 break-words">{children}</span>
    </li>
  );
}
