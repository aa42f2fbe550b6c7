import type { JobBody } from '#domain/api-contract';
import { Link, useSearchParams } from 'react-router';
import { FixRow } from '../components/fix/fix-row.tsx';
import { TopBar } from '../components/frame/top-bar.tsx';
import { ButtonLink, buttonClass } from '../components/ui/button.tsx';
import { Empty } from '../components/ui/empty.tsx';
import { Wrench } from '../components/ui/icons.tsx';
import { apiFor } from '../lib/api.server.ts';
import { keepLast } from '../lib/keep-last.ts';
import { readPages } from '../lib/list.server.ts';
import { useListKeys } from '../lib/list-keys.ts';
import { plural } from '../lib/time.ts';
import { readView, withView } from '../lib/view.ts';
import type { Route } from './+types/fixes';

export { ErrorBoundary } from '../components/frame/page-error.tsx';

export async function loader({ request, params }: Route.LoaderArgs) {
  const { more } = readView(new URL(request.url).searchParams, 'all', []);
  return { list: await readPages<JobBody>(apiFor(request), '/jobs', { project_id: params.projectId }, more) };
}

export const clientLoader = ({ request, serverLoader }: Route.ClientLoaderArgs) => {
  const url = new URL(request.url);
  return keepLast(url.pathname + url.search, serverLoader);
};
clientLoader.hydrate = true as const;

export default function Fixes({ loaderData: { list }, params }: Route.ComponentProps) {
  const [search] = useSearchParams();
  const view = readView(search, 'all', []);
  useListKeys('main li a[id^="fix-"]');
  return (
    <>
      <TopBar title="Fixes" />
      {list.items.length === 0 ? (
        <Empty icon={<Wrench size={28} strokeWidth={1.5} />} title="No fix yet">
          <p>Start one from a cluster: first comes a plan, and nothing is changed until you approve it.</p>
          <p className="mt-4">
            <ButtonLink to={`/p/${params.projectId}/inbox`}>Open the inbox</ButtonLink>
          </p>
        </Empty>
      ) : (
        <div className="relative min-h-0 flex-1 overflow-y-auto">
          <ul aria-label={plural(list.total, 'fix', 'fixes')}>
            {list.items.map((job) => (
              <FixRow key={job.id} job={job} to={`/p/${params.projectId}/fixes/${job.id}`} />
            ))}
          </ul>
          {list.next_cursor !== null && (
            <p className="flex justify-center p-3">
              <Link to={withView(search, { more: String(view.more + 1) })} replace preventScrollReset className={buttonClass('quiet')}>
                Show more
              </Link>
            </p>
          )}
        </div>
      )}
    </>
  );
}
