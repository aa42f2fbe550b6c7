import type { MeBody } from '#domain/api-contract';
import { redirect } from 'react-router';
import { CreateProjectForm, SampleForm } from '../components/frame/create-project.tsx';
import { Logo } from '../components/frame/logo.tsx';
import { apiFor } from '../lib/api.server.ts';
import { PROJECT_COOKIE, readCookie } from '../lib/cookies.ts';
import type { Route } from './+types/home';

/** To the project looked at last; who has none makes the first here. */
export async function loader({ request }: Route.LoaderArgs) {
  const { projects, user } = await apiFor(request).get<MeBody>('/me');
  const last = readCookie(request.headers.get('cookie'), PROJECT_COOKIE);
  const project = projects.find((each) => each.id === last) ?? projects[0];
  if (project) throw redirect(`/p/${project.id}/inbox`);
  return { user };
}

export default function Home({ loaderData }: Route.ComponentProps) {
  return (
    <main className="flex min-h-dvh items-center justify-center p-4">
      <title>First project · Soulcaster</title>
      <div className="flex w-full max-w-[440px] flex-col gap-5 rounded-xl border border-line bg-panel p-6">
        <div className="flex items-center gap-2.5">
          <Logo size={26} />
          <h1 className="text-xl font-semibold">Your first project</h1>
        </div>
        <p className="text-muted">
          A project has its own sources, clusters and repository. Name it; the rest can wait until the first report is in.
        </p>
        <CreateProjectForm />
        {loaderData.user.github_login === null && <SampleForm />}
      </div>
    </main>
  );
}
