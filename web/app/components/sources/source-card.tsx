import type { SourceConfigBody } from '#domain/api-contract';
import { TriangleAlert } from 'lucide-react';
import { useFetcher } from 'react-router';
import type { ActionResult } from '../../lib/api.server.ts';
import type { Failing } from '../../lib/delivery.ts';
import { useProject } from '../../lib/project-data.ts';
import { NEEDS_SECRET, SETUP } from '../../lib/source-setup.ts';
import { sourceChip, sourceState } from '../../lib/source-state.ts';
import { sourceName } from '../../lib/sources.ts';
import { useFrame } from '../frame/frame-context.ts';
import { Button } from '../ui/button.tsx';
import { Card } from '../ui/card.tsx';
import { Chip } from '../ui/chip.tsx';
import { CopyText } from '../ui/copy.tsx';
import { Problem } from '../ui/field.tsx';
import { SourceMark } from '../ui/source-mark.tsx';
import { Time } from '../ui/time.tsx';
import { Filters } from './filters.tsx';
import { Secret } from './secret.tsx';

/** A source: how it does, where the sender posts to, its secret and filters, and how to set it up. */
export function SourceCard({ source, failing }: { source: SourceConfigBody; failing: Failing | null }) {
  const { project, stats, links } = useProject();
  const { open } = useFrame();
  const name = sourceName(source.source);
  const state = sourceState(source, failing);
  const chip = sourceChip(state);
  const reports = stats.by_source[source.source] ?? 0;
  const address = source.webhook_url ?? (source.source === 'manual' ? `${links.api}/ingest/manual?project_id=${project.id}` : null);
  return (
    <Card
      title={name}
      icon={<SourceMark source={source.source} named={false} size={15} />}
      tone={state === 'failing' ? 'danger' : undefined}
      aside={
        <>
          <Chip tone={chip.tone}>{chip.text}</Chip>
          <span className="flex-1" />
          <Switch source={source} />
        </>
      }
    >
      <div className="flex flex-col gap-3.5">
        <p className="text-muted">
          {source.last_event_at === null ? (
            'Nothing has come in yet.'
          ) : (
            <>
              Last event <Time at={source.last_event_at} sentence />, {reports.toLocaleString('en-US')}{' '}
              {reports === 1 ? 'report' : 'reports'} in all.
            </>
          )}
        </p>
        {failing && (
          <p className="break-words text-danger">
            Failing since <Time at={failing.since} sentence />
            {failing.reason === null ? '.' : `: ${failing.reason}`} The delivery log below has each one.
          </p>
        )}
        {source.warning && (
          <p className="flex gap-2 rounded-md bg-warn-soft px-2.5 py-1.5 text-warn">
            <TriangleAlert size={15} strokeWidth={1.75} aria-hidden="true" className="mt-px shrink-0" />
            {source.warning}
          </p>
        )}
        {address !== null && (
          <div className="flex flex-col gap-1">
            <span className="font-medium">Address</span>
            <CopyText text={address} label={`the address of ${name}`} />
          </div>
        )}
        {NEEDS_SECRET[source.source] && <Secret source={source} />}
        {source.source === 'sentry' && <Filters key={JSON.stringify(source.filters)} source={source} />}
        {source.source === 'manual' && (
          <div>
            <Button onClick={() => open('report')}>Write a report</Button>
          </div>
        )}
        <SetupSteps source={source} isOpen={state === 'no_secret'} />
      </div>
    </Card>
  );
}

function SetupSteps({ source, isOpen }: { source: SourceConfigBody; isOpen: boolean }) {
  return (
    <details open={isOpen} className="border-t border-line-soft pt-2.5">
      <summary className="font-medium text-accent-text">How to set it up</summary>
      <ol className="mt-2 flex list-decimal flex-col gap-1.5 pl-5 text-muted">
        {SETUP[source.source].map((step) => (
          <li key={step.text}>
            {step.text}
            {step.link && (
              <>
                {' '}
                <a href={step.link} target="_blank" rel="noreferrer" className="text-accent-text underline">
                  More on this
                </a>
              </>
            )}
          </li>
        ))}
      </ol>
    </details>
  );
}

function Switch({ source }: { source: SourceConfigBody }) {
  const fetcher = useFetcher<ActionResult>();
  const asked = fetcher.formData?.get('enabled');
  const on = asked ? asked === 'true' : source.enabled;
  const name = sourceName(source.source);
  const flip = () => void fetcher.submit({ intent: 'enabled', source: source.source, enabled: String(!on) }, { method: 'post' });
  return (
    <>
      {fetcher.data?.ok === false && <Problem words={fetcher.data.error.message} />}
      <button
        type="button"
        role="switch"
        aria-checked={on}
        aria-label={`Take reports from ${name}`}
        title={on ? 'Reports are taken' : 'Reports are left out'}
        onClick={flip}
        className="flex h-6 items-center max-[720px]:h-11"
      >
        <span className={`flex h-[18px] w-[32px] items-center rounded-full p-[2px] transition-colors ${on ? 'bg-accent' : 'bg-faint'}`}>
          <span className={`h-[14px] w-[14px] rounded-full bg-panel transition-transform ${on ? 'translate-x-[14px]' : ''}`} />
        </span>
      </button>
    </>
  );
}
