import { useEffect } from 'react';
import { isRouteErrorResponse, useRevalidator } from 'react-router';
import type { ApiError } from '../lib/api.server.ts';
import { isOutage, outage } from '../lib/keep-last.ts';
import { Button, ButtonLink } from './ui/button.tsx';
import { Empty } from './ui/empty.tsx';
import { CloudOff, Lock, SearchX, TriangleAlert } from './ui/icons.tsx';

const ICON = { size: 28, strokeWidth: 1.5 } as const;
const RETRY_MS = 3_000;

function wordsOf(error: unknown): string | null {
  if (!isRouteErrorResponse(error)) return null;
  const body = error.data as { error?: ApiError } | null;
  return body?.error?.message ?? null;
}

interface PageProblemProps {
  error: unknown;
  heading?: 'h1' | 'p';
  /** Where one may go from what is not there. */
  wayOn?: { to: string; words: string };
}
const PROJECTS = { to: '/', words: 'Go to your projects' };

/** What stands where a page could not be shown: what happened, and the way on. */
export function PageProblem({ error, heading = 'h1', wayOn = PROJECTS }: PageProblemProps) {
  if (isOutage(error)) return <Down heading={heading} />;
  const status = isRouteErrorResponse(error) ? error.status : 500;
  if (status === 404) {
    return (
      <Empty heading={heading} icon={<SearchX {...ICON} />} title="There is nothing here">
        <title>Not found · Soulcaster</title>
        <p>{wordsOf(error) ?? 'No page has this address.'} It may have been deleted, or belong to somebody else.</p>
        <ButtonLink to={wayOn.to} className="mt-4">
          {wayOn.words}
        </ButtonLink>
      </Empty>
    );
  }
  if (status === 403) {
    return (
      <Empty heading={heading} icon={<Lock {...ICON} />} title="You may not see this">
        <title>No permission · Soulcaster</title>
        <p>{wordsOf(error) ?? 'Your role does not allow it.'} Ask the owner of the project.</p>
        <ButtonLink to="/" className="mt-4">
          Go to your projects
        </ButtonLink>
      </Empty>
    );
  }
  return (
    <Empty heading={heading} icon={<TriangleAlert {...ICON} />} title="This page could not be shown">
      <title>Problem · Soulcaster</title>
      <p>{wordsOf(error) ?? 'Something here broke. Nothing you did is lost.'}</p>
      <Button className="mt-4" onClick={() => location.reload()}>
        Try again
      </Button>
    </Empty>
  );
}

/** Nothing was ever loaded here, so there is nothing to keep showing; comes back by itself. */
function Down({ heading }: { heading: 'h1' | 'p' }) {
  const { revalidate, state } = useRevalidator();
  useEffect(() => {
    const again = setInterval(() => void revalidate(), RETRY_MS);
    return () => clearInterval(again);
  }, [revalidate]);
  const since = outage.since();
  return (
    <Empty heading={heading} icon={<CloudOff {...ICON} />} title="The API does not answer">
      <title>API down · Soulcaster</title>
      <p role="status">
        It may be starting. Reports sent meanwhile are kept by their senders or by the inbox; this page tries again every few seconds
        {since === null ? '' : `, since ${new Date(since).toLocaleTimeString('en-GB')}`}.
      </p>
      <Button className="mt-4" busy={state !== 'idle'} onClick={() => void revalidate()}>
        Try again now
      </Button>
    </Empty>
  );
}
