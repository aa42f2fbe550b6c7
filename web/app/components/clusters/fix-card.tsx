import type { ClusterDetailBody } from '#domain/api-contract';
import type { ReactNode } from 'react';
import { Link } from 'react-router';
import type { Ending } from '../../lib/endings.ts';
import type { useFixActions } from '../../lib/fixing.ts';
import { useProject } from '../../lib/project-data.ts';
import { canStartFix, fixLinkWords, stageChip, waitsForApproval } from '../../lib/stages.ts';
import { Button, ButtonLink } from '../ui/button.tsx';
import { Card } from '../ui/card.tsx';
import { Chip } from '../ui/chip.tsx';
import { Check, Wrench } from '../ui/icons.tsx';
import { Problem } from '../ui/problem.tsx';
import { Time } from '../ui/time.tsx';

interface FixCardProps {
  cluster: ClusterDetailBody;
  /** What to say of a fix that ended without a merge. */
  ending: Ending | null;
  projectId: string;
  fix: ReturnType<typeof useFixActions>;
  onStartFix: () => void;
  onApprove: () => void;
}

/** Where the fix of this problem stands, and the next step. */
export function FixCard({ cluster, ending, projectId, fix, onStartFix, onApprove }: FixCardProps) {
  const { project, stats } = useProject();
  const { job } = cluster;
  const chip = job && stageChip(job.stage, cluster.github_pr_number);
  const approves = waitsForApproval(cluster);
  return (
    <Card
      title="Fix"
      icon={<Wrench size={15} />}
      aside={chip && <Chip tone={chip.tone}>{chip.text}</Chip>}
      tone={approves ? 'accent' : undefined}
    >
      <div className="flex flex-col gap-3">
        <State cluster={cluster} ending={ending} />
        {fix.result?.ok === false && <Problem words={fix.result.error.message} />}
        <div className="flex flex-wrap gap-2">
          {approves && (
            <Button look="primary" busy={fix.busy} disabled={!cluster.plan} onClick={onApprove}>
              <Check size={15} />
              {fix.busy ? 'Approving' : 'Approve and start fix'}
            </Button>
          )}
          {canStartFix(cluster) && (
            <Button look="primary" busy={fix.busy} onClick={onStartFix}>
              <Wrench size={15} />
              {fix.busy ? 'Starting a fix' : 'Start fix'}
            </Button>
          )}
          {job && <ButtonLink to={`/p/${projectId}/fixes/${job.id}`}>{fixLinkWords(job.stage)}</ButtonLink>}
          {cluster.github_pr_url && (
            <a href={cluster.github_pr_url} target="_blank" rel="noreferrer" className="self-center font-medium text-accent-text underline">
              Pull request #{cluster.github_pr_number}
            </a>
          )}
        </div>
        <p className="text-sm text-muted">
          {project.repository ? (
            <>
              {project.repository} · {project.base_branch ?? 'default branch'}
            </>
          ) : (
            <>
              No repository is set: <SettingsLink projectId={projectId}>name one in Settings</SettingsLink> first
            </>
          )}
          {stats.provider.demo && <> · the demo model plans and codes, for the Sample only</>}
        </p>
      </div>
    </Card>
  );
}

function State({ cluster, ending }: Pick<FixCardProps, 'cluster' | 'ending'>) {
  const { job } = cluster;
  if (!job)
    return (
      <p className="text-muted">
        {canStartFix(cluster)
          ? 'No fix yet. A plan takes about a minute; nothing is changed until you approve it.'
          : 'No fix. Reopen it to start one.'}
      </p>
    );
  return (
    <div className="flex flex-col gap-1.5">
      {ending && <p className="font-semibold">{ending.title}</p>}
      {job.detail && <p className="break-words">{job.detail}</p>}
      {ending ? (
        <p className="text-muted">{ending.advice}</p>
      ) : (
        waitsForApproval(cluster) && <p className="text-muted">Nothing runs until you approve the plan.</p>
      )}
      <p className="text-sm text-muted">
        <Time at={job.updated_at} sentence />
      </p>
    </div>
  );
}

function SettingsLink({ projectId, children }: { projectId: string; children: ReactNode }) {
  return (
    <Link to={`/p/${projectId}/settings`} className="text-accent-text underline">
      {children}
    </Link>
  );
}
