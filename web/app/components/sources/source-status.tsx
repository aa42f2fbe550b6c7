import type { SourceConfigBody } from '#domain/api-contract';
import { useProject } from '../../lib/project-data.ts';
import { canProve } from '../../lib/source-state.ts';
import { ButtonLink } from '../ui/button.tsx';
import { Card } from '../ui/card.tsx';
import { Activity } from '../ui/icons.tsx';
import { SourceHealth } from './source-health.tsx';
import { SourceSwitch } from './source-switch.tsx';
import { TestEvent } from './test-event.tsx';

/** How the source does, its switch, and a test event to be sure. */
export function SourceStatus({ source }: { source: SourceConfigBody }) {
  const { project } = useProject();
  const { state } = source.health;
  return (
    <Card
      title="How it does"
      icon={<Activity size={15} />}
      tone={state === 'failing' ? 'danger' : undefined}
      className="max-[999px]:-order-1"
      aside={
        <>
          <span className="flex-1" />
          <SourceSwitch source={source} />
        </>
      }
    >
      <div className="flex flex-col gap-3">
        <SourceHealth source={source} />
        <div className="flex flex-wrap items-start gap-2">
          {canProve(source) && <TestEvent source={source} />}
          <ButtonLink to={`/p/${project.id}/sources?source=${source.source}#log`}>Its deliveries</ButtonLink>
        </div>
      </div>
    </Card>
  );
}
