import { useParams, useRouteError } from 'react-router';
import { PageProblem } from '../page-problem.tsx';
import { TopBar } from './top-bar.tsx';

/** A page that could not be shown, with the frame still around it. */
export function ErrorBoundary() {
  const { projectId } = useParams();
  return (
    <>
      <TopBar title="Problem" />
      <div className="flex-1 overflow-auto">
        <PageProblem
          error={useRouteError()}
          heading="p"
          wayOn={projectId === undefined ? undefined : { to: `/p/${projectId}/clusters`, words: 'Go to the clusters' }}
        />
      </div>
    </>
  );
}
