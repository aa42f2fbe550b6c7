import type { ClusterBody, ClusterDetailBody } from '#domain/api-contract';
import { lazy, Suspense } from 'react';
import { Link } from 'react-router';
import { useClusterActions } from '../../lib/cluster-actions.ts';
import { summaryAuthor } from '../../lib/provider.ts';
import { isRising } from '../../lib/rising.ts';
import { canStartFix, clusterChip, fixLinkWords, waitsForApproval } from '../../lib/stages.ts';
import { age } from '../../lib/time.ts';
import { useSuggestions } from '../../lib/use-suggestions.ts';
import { whyTitle } from '../../lib/why.ts';
import { Button, ButtonLink } from '../ui/button.tsx';
import { Chip, severityTone } from '../ui/chip.tsx';
import { AlarmClock, Check, Wrench } from '../ui/icons.tsx';
import { Problem } from '../ui/problem.tsx';
import { ScrollArea } from '../ui/scroll-area.tsx';
import { Section } from '../ui/section.tsx';
import { RowsSkeleton } from '../ui/skeleton.tsx';
import { SourceMark } from '../ui/source-mark.tsx';
import { peopleStat, Stats } from '../ui/stats.tsx';
import { Time, usePageNow } from '../ui/time.tsx';
import { WithCode } from '../ui/with-code.tsx';
import { ClusterMenu } from './cluster-menu.tsx';
import { WhyLines } from './why-lines.tsx';

const Suggestions = lazy(() => import('./suggestions.tsx').then((all) => ({ default: all.Suggestions })));

const REPORTS_SHOWN = 5;

interface PreviewProps {
  cluster: ClusterBody;
  /** Comes a moment after its row is chosen. */
  detail: ClusterDetailBody | null;
  projectId: string;
  busy: boolean;
  problem: string | null;
  onStartFix: () => void;
  onApprove: () => void;
}

/** A cluster beside the list: enough to decide, and the decision. */
export function Preview(props: PreviewProps) {
  const { cluster, detail, projectId } = props;
  const now = usePageNow();
  const chip = waitsForApproval(cluster) ? ({ text: 'Plan waits for you', tone: 'warn' } as const) : clusterChip(cluster, now);
  return (
    <>
      <ScrollArea label="Preview" className="flex min-h-0 flex-1 flex-col gap-5 overflow-y-auto px-[18px] py-4">
        <div className="flex flex-col gap-2.5">
          <div className="flex flex-wrap gap-2">
            <Chip tone={chip.tone}>{chip.text}</Chip>
            <Chip tone={severityTone(cluster.severity.level)} title={cluster.severity.parts.join(', ')}>
              {cluster.severity.level}
              {isRising(cluster.severity) && ' · rising'}
            </Chip>
          </div>
          <h2 dir="auto" className="break-words text-xl font-[620]">
            {cluster.title}
          </h2>
          <p dir="auto" className="break-words text-muted">
            <WithCode text={cluster.summary} />
          </p>
          <p className="text-sm text-muted">Summary {summaryAuthor(cluster.summary_by)}</p>
          <Stats
            stats={[
              { value: cluster.count.toLocaleString('en-US'), label: cluster.count === 1 ? 'report' : 'reports' },
              peopleStat(cluster.people),
              { value: <span suppressHydrationWarning>{age(cluster.first_seen_at, now)}</span>, label: 'since first' },
              { value: <span suppressHydrationWarning>{age(cluster.last_seen_at, now)}</span>, label: 'since last' },
            ]}
          />
        </div>
        {detail ? <Detail detail={detail} projectId={projectId} /> : <RowsSkeleton rows={3} />}
      </ScrollArea>
      <Decision {...props} />
    </>
  );
}

function Detail({ detail, projectId }: { detail: ClusterDetailBody; projectId: string }) {
  const suggestions = useSuggestions(detail);
  return (
    <>
      {suggestions.open.length > 0 && (
        <Suspense>
          <Suggestions {...suggestions} />
        </Suspense>
      )}
      <Section title={whyTitle(detail.count)}>
        <WhyLines why={detail.why} />
      </Section>
      {detail.error_message !== null && (
        <Section title="Why the fix ended">
          <p className="break-words text-danger">{detail.error_message}</p>
        </Section>
      )}
      {detail.plan && !canStartFix(detail) && (
        <Section title={waitsForApproval(detail) ? 'Proposed plan' : 'Plan'}>
          <PlanBrief plan={detail.plan} />
        </Section>
      )}
      <Section title="Latest reports">
        <ul className="flex flex-col gap-2.5">
          {detail.feedback_items.slice(0, REPORTS_SHOWN).map((report) => (
            <li key={report.id} className="flex items-center gap-2.5">
              <SourceMark source={report.source} />
              <Link
                to={`/p/${projectId}/clusters/${detail.id}#report-${report.id}`}
                dir="auto"
                className="min-w-0 flex-1 truncate text-left hover:underline"
              >
                {report.title}
              </Link>
              <Time at={report.last_seen_at} className="nums shrink-0 text-muted" />
            </li>
          ))}
        </ul>
      </Section>
    </>
  );
}

function PlanBrief({ plan }: { plan: NonNullable<ClusterDetailBody['plan']> }) {
  const lines = [
    ['Root cause', plan.root_cause],
    ['Change', plan.change],
    ['Files', plan.files.join(', ')],
    ['Test', plan.test],
  ] as const;
  return (
    <dl className="rounded-lg border border-line bg-sunken px-3 py-2 font-mono text-[11.5px] leading-[1.65]">
      {lines.map(([name, words]) => (
        <div key={name}>
          <dt className="inline font-bold">{name} </dt>
          <dd className="inline break-words text-muted">
            <WithCode text={words} />
          </dd>
        </div>
      ))}
    </dl>
  );
}

function Decision({ cluster, detail, projectId, busy, problem, onStartFix, onApprove }: PreviewProps) {
  const approves = waitsForApproval(cluster);
  const { snooze } = useClusterActions(cluster);
  return (
    <div className="flex flex-col gap-2 border-t border-line px-[18px] py-3">
      {problem && <Problem words={problem} />}
      <div className="flex flex-wrap gap-2">
        {approves && (
          <Button look="primary" busy={busy} disabled={!detail?.plan} onClick={onApprove}>
            <Check size={15} />
            {busy ? 'Approving' : 'Approve and start fix'}
          </Button>
        )}
        {canStartFix(cluster) && (
          <Button look="primary" busy={busy} onClick={onStartFix}>
            <Wrench size={15} />
            {busy ? 'Starting a fix' : 'Start fix'}
          </Button>
        )}
        {cluster.job && !canStartFix(cluster) && (
          <ButtonLink to={`/p/${projectId}/fixes/${cluster.job.id}`} look={approves ? 'plain' : 'primary'}>
            {fixLinkWords(cluster.job.stage)}
          </ButtonLink>
        )}
        <ButtonLink to={`/p/${projectId}/clusters/${cluster.id}`}>Open</ButtonLink>
        <span className="flex-1" />
        {snooze && (
          <Button onClick={snooze} aria-label="Snooze" className="px-2.5">
            <AlarmClock size={15} />
          </Button>
        )}
        <ClusterMenu cluster={cluster} place="above-end" />
      </div>
    </div>
  );
}
