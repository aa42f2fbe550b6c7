import type { JobDetailBody } from '#domain/api-contract';
import { useNavigate } from 'react-router';
import { useEffect } from 'react';
import type { Ending as EndingWords } from '../../lib/endings.ts';
import { useFixActions } from '../../lib/fixing.ts';
import { isEnded } from '../../lib/stages.ts';
import { Button, ButtonLink } from '../ui/button.tsx';
import { Card } from '../ui/card.tsx';
import { GitMerge, GitPullRequestDraft, OctagonX } from '../ui/icons.tsx';
import { Problem } from '../ui/problem.tsx';

const ICON = { size: 15 } as const;

/** What came of the fix: a pull request, or why none, and the way on. */
export function Ending({ job, ending, projectId }: { job: JobDetailBody; ending: EndingWords | null; projectId: string }) {
  if (job.pr_url !== null && (job.stage === 'watching' || job.stage === 'merged')) return <PullRequest job={job} url={job.pr_url} />;
  if (!ending) return job.detail === null || job.stage === 'awaiting_approval' ? null : <Doing job={job} />;
  return (
    <Card title={ending.title} icon={<OctagonX {...ICON} />} tone={ending.tone === 'danger' ? 'danger' : undefined}>
      <div className="flex flex-col gap-2.5">
        {job.detail !== null && <p className="break-words">{job.detail}</p>}
        <p className="text-muted">{ending.advice}</p>
        {isEnded(job.stage) && <StartAgain job={job} projectId={projectId} />}
      </div>
    </Card>
  );
}

function Doing({ job }: { job: JobDetailBody }) {
  return (
    <p role="status" className="break-words rounded-xl border border-line bg-panel px-3.5 py-2.5">
      {job.detail}
      <PendingTrouble job={job} />
    </p>
  );
}

/** A step that is being tried again says so, and what failed. */
function PendingTrouble({ job }: { job: JobDetailBody }) {
  const trouble = job.workflow?.pending_activities.find((activity) => activity.attempt > 1);
  if (!trouble) return null;
  return (
    <span className="mt-1 block text-warn">
      {trouble.type} is being tried again, attempt {trouble.attempt}
      {trouble.last_failure !== null && `: ${trouble.last_failure}`}
    </span>
  );
}

function PullRequest({ job, url }: { job: JobDetailBody; url: string }) {
  const merged = job.stage === 'merged';
  return (
    <Card
      title={merged ? `Pull request #${job.pr_number} is merged` : `Draft pull request #${job.pr_number} is open`}
      icon={merged ? <GitMerge {...ICON} /> : <GitPullRequestDraft {...ICON} />}
    >
      <div className="flex flex-col gap-2.5">
        <p className="text-muted">
          {merged ? 'Done. ' : 'Your review decides: merge it or close it there, and this page follows. '}
          Branch <code className="break-words">{job.branch}</code> on {job.repository}.
        </p>
        <p>
          <a href={url} target="_blank" rel="noreferrer" className="font-medium text-accent-text underline">
            Open pull request #{job.pr_number}
          </a>
        </p>
      </div>
    </Card>
  );
}

function StartAgain({ job, projectId }: { job: JobDetailBody; projectId: string }) {
  const fix = useFixActions(projectId);
  const navigate = useNavigate();
  const started = fix.result?.ok ? fix.result.value.started : null;
  const jobId = started?.job_id;
  useEffect(() => {
    if (jobId !== undefined && jobId !== job.id) void navigate(`/p/${projectId}/fixes/${jobId}`);
  }, [jobId, job.id, navigate, projectId]);
  return (
    <>
      {fix.result?.ok === false && <Problem words={fix.result.error.message} />}
      <div className="flex flex-wrap gap-2">
        <Button look="primary" busy={fix.busy} onClick={() => fix.startFix(job.cluster_id)}>
          {fix.busy ? 'Starting again' : 'Start again'}
        </Button>
        <ButtonLink to={`/p/${projectId}/clusters/${job.cluster_id}`}>Open the cluster</ButtonLink>
      </div>
    </>
  );
}
