import type { MeBody, SourceConfigBody, StatsBody } from '#domain/api-contract';
import { data, type ShouldRevalidateFunctionArgs } from 'react-router';
import { Frame } from '../components/frame/frame.tsx';
import { PageProblem } from '../components/page-problem.tsx';
import { config } from '../config.server.ts';
import { apiFor } from '../lib/api.server.ts';
import { keepLast } from '../lib/keep-last.ts';
import type { List } from '../lib/list.ts';
import type { Route } from './+types/project';

export async function loader({ request, params }: Route.LoaderArgs) {
  const api = apiFor(request);
  const query = { project_id: params.projectId };
  const [me, stats, sources] = await Promise.all([
    api.get<MeBody>('/me'),
    api.get<StatsBody>('/stats', query),
    api.get<List<SourceConfigBody>>('/config', query),
  ]);
  const project = me.projects.find((each) => each.id === params.projectId);
  if (!project) throw data({ error: { code: 'not_found', message: 'There is no such project.' } }, { status: 404 });
  return {
    user: me.user,
    projects: me.projects,
    project,
    stats,
    sources: sources.items,
    failing: sources.items.flatMap(({ source, health }) => (health.state === 'failing' ? source : [])),
    links: { ...config.links, workflows: workflowsOf(project.id) },
  };
}

/** The Temporal UI with the workflows of this project alone. */
const workflowsOf = (projectId: string) => `${config.links.workflows}?query=${encodeURIComponent(`SoulProject="${projectId}"`)}`;

export const clientLoader = ({ params, serverLoader }: Route.ClientLoaderArgs) => keepLast(`project ${params.projectId}`, serverLoader);
clientLoader.hydrate = true as const;

/** Moving about changes nothing here; what happens elsewhere comes by the live stream, and what one does oneself by its action. */
export function shouldRevalidate({ currentUrl, nextUrl, currentParams, nextParams, formMethod }: ShouldRevalidateFunctionArgs) {
  const moves = formMethod === undefined && currentUrl.href !== nextUrl.href;
  return !(moves && currentParams.projectId === nextParams.projectId);
}

export default function ProjectRoute({ loaderData }: Route.ComponentProps) {
  return <Frame key={loaderData.project.id} />;
}

export function ErrorBoundary({ error }: Route.ErrorBoundaryProps) {
  return (
    <main className="flex min-h-dvh items-center justify-center">
      <PageProblem error={error} />
    </main>
  );
}
