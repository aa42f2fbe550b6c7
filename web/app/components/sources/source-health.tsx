import type { SourceConfigBody } from '#domain/api-contract';
import { Link } from 'react-router';
import { useProject } from '../../lib/project-data.ts';
import { countWords, failureWords } from '../../lib/source-state.ts';
import { plural } from '../../lib/time.ts';
import { Time } from '../ui/time.tsx';

/** How a source does, in sentences: the last event, what came in a day, what failed and what to do; `brief`: that only while it fails. */
export function SourceHealth({ source, brief = false }: { source: SourceConfigBody; brief?: boolean }) {
  const { stats } = useProject();
  const { health } = source;
  const counted = countWords(health);
  const reports = stats.by_source[source.source] ?? 0;
  return (
    <div className="flex flex-col gap-2">
      <p className="text-muted">
        {health.last_event_at === null ? (
          <Nothing source={source} />
        ) : (
          <>
            Last event <Time at={health.last_event_at} sentence />, {plural(reports, 'report')} in all.
          </>
        )}
      </p>
      {(counted !== '' || health.last_event_at !== null) && (
        <p className="text-muted">{counted === '' ? 'Nothing in the last 24 hours.' : `${counted} in the last 24 hours.`}</p>
      )}
      {health.last_failure && <Failure source={source} failure={health.last_failure} brief={brief} />}
    </div>
  );
}

function Nothing({ source }: { source: SourceConfigBody }) {
  switch (source.health.state) {
    case 'off':
      return 'Switched off. What comes is answered and left out.';
    case 'no_secret':
      return 'No secret yet. Until there is one, nothing is taken.';
    default:
      return 'Waiting for the first event.';
  }
}

interface FailureProps {
  source: SourceConfigBody;
  failure: NonNullable<SourceConfigBody['health']['last_failure']>;
  brief: boolean;
}

function Failure({ source, failure, brief }: FailureProps) {
  const { project } = useProject();
  const { health } = source;
  const failing = health.state === 'failing';
  const { what, why, todo, at } = failureWords(failure);
  const where = {
    pulls: `/${source.source}`,
    refused: `?source=${source.source}&log=refused#log`,
    deliveries: `?source=${source.source}&state=dead_letter,expired#log`,
  };
  return (
    <div className={failing ? 'rounded-md bg-danger-soft px-2.5 py-1.5 text-danger' : 'text-muted'}>
      <p className="break-words">
        {failing && failure.sync === null && <Since at={health.last_success_at} />}
        {what} <Time at={failure.at} sentence />
        {why !== null && `: ${why}`}. {(failing || !brief) && `${todo} `}
        <Link to={`/p/${project.id}/sources${where[at]}`} className="font-medium underline">
          Show<span className="sr-only"> what failed at {source.label}</span>
        </Link>
      </p>
    </div>
  );
}

function Since({ at }: { at: string | null }) {
  if (at === null) return 'Nothing of it was understood yet. ';
  return (
    <>
      Failing; last well <Time at={at} sentence />.{' '}
    </>
  );
}
