import type { SourceConfigBody } from '#domain/api-contract';
import { useProject } from '../../lib/project-data.ts';
import { canProve, sourceChip } from '../../lib/source-state.ts';
import { ButtonLink } from '../ui/button.tsx';
import { Card } from '../ui/card.tsx';
import { Chip } from '../ui/chip.tsx';
import { SourceMark } from '../ui/source-mark.tsx';
import { SourceHealth } from './source-health.tsx';
import { SourceSwitch } from './source-switch.tsx';
import { TestEvent } from './test-event.tsx';

/** A source at a glance; its own page has the rest. */
export function SourceCard({ source }: { source: SourceConfigBody }) {
  const { project } = useProject();
  const { state } = source.health;
  const chip = sourceChip(state);
  const connected = state !== 'no_secret';
  return (
    <Card
      title={source.label}
      icon={<SourceMark source={source.source} named={false} size={15} />}
      tone={state === 'failing' ? 'danger' : undefined}
      className="flex flex-col"
      bodyClassName="flex flex-1 flex-col gap-3"
      oneLine
      aside={
        <>
          <Chip tone={chip.tone}>{chip.text}</Chip>
          {(connected || !source.enabled) && (
            <>
              <span className="flex-1" />
              <SourceSwitch source={source} />
            </>
          )}
        </>
      }
    >
      <div className="flex-1">
        <SourceHealth source={source} brief />
      </div>
      <div className="flex flex-wrap items-start gap-2">
        <ButtonLink to={`/p/${project.id}/sources/${source.source}`} look={connected ? 'plain' : 'primary'}>
          {connected ? 'Settings' : 'Connect'}
          <span className="sr-only"> {source.label}</span>
        </ButtonLink>
        {canProve(source) && <TestEvent source={source} />}
      </div>
    </Card>
  );
}
