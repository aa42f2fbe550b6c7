import { data, useNavigate, useParams } from 'react-router';
import { TopBar } from '../components/frame/top-bar.tsx';
import { Filters } from '../components/sources/filters.tsx';
import { Pulls } from '../components/sources/pulls.tsx';
import { Setup } from '../components/sources/setup.tsx';
import { SourceStatus } from '../components/sources/source-status.tsx';
import { Chip } from '../components/ui/chip.tsx';
import { keepLast } from '../lib/keep-last.ts';
import { useProject } from '../lib/project-data.ts';
import { sourceChip } from '../lib/source-state.ts';
import { SOURCES } from '../lib/sources.ts';
import { SETUP } from '../lib/source-steps.server.ts';
import { useKeys } from '../lib/use-keys.tsx';
import type { Route } from './+types/source';

export { ErrorBoundary } from '../components/frame/page-error.tsx';

export function loader({ params }: Route.LoaderArgs) {
  const source = SOURCES.find((each) => each === params.source);
  if (source) return { setup: SETUP[source] };
  throw data({ error: { code: 'not_found', message: 'There is no such source.' } }, { status: 404 });
}

export const clientLoader = ({ request, serverLoader }: Route.ClientLoaderArgs) => keepLast(new URL(request.url).pathname, serverLoader);
clientLoader.hydrate = true as const;

/** All there is to set of one source. */
export default function Source({ loaderData: { setup } }: Route.ComponentProps) {
  const { source: name } = useParams();
  const { project, sources } = useProject();
  const navigate = useNavigate();
  const to = `/p/${project.id}/sources`;
  useKeys([{ keys: ['Escape'], caps: ['Esc'], label: 'back to sources', foot: true, run: () => void navigate(to) }]);
  const source = sources.find((each) => each.source === name);
  if (!source) return null;
  const chip = sourceChip(source.health.state);
  return (
    <>
      <TopBar parent={{ name: 'Sources', to }} title={source.label} chip={<Chip tone={chip.tone}>{chip.text}</Chip>} />
      <div className="relative min-h-0 flex-1 overflow-y-auto">
        <div
          key={source.source}
          className="mx-auto grid max-w-[1240px] grid-cols-1 items-start gap-4 p-[18px] min-[1000px]:grid-cols-[minmax(0,1fr)_400px] max-[720px]:p-3"
        >
          <Setup source={source} setup={setup} />
          <div className="flex min-w-0 flex-col gap-4 max-[999px]:contents">
            <SourceStatus source={source} />
            <Pulls source={source} />
            <Filters source={source} />
          </div>
        </div>
      </div>
    </>
  );
}
