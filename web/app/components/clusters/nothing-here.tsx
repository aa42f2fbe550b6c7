import type { InboxTab } from '#domain/api-contract';
import { Link } from 'react-router';
import { useProject } from '../../lib/project-data.ts';
import { plural } from '../../lib/time.ts';
import type { View } from '../../lib/view.ts';
import { Button, ButtonLink } from '../ui/button.tsx';
import { Empty } from '../ui/empty.tsx';
import { CircleCheck, Hourglass, PlugZap, SearchX } from '../ui/icons.tsx';
import { useFrame } from '../frame/frame-context.ts';

const ICON = { size: 28, strokeWidth: 1.5 } as const;

const NONE_IN: Record<Exclude<InboxTab, 'needs_you'>, string> = {
  new: 'No cluster is new',
  fixing: 'No fix is running',
  pr_open: 'No pull request is open',
  failed: 'No fix has failed',
  resolved: 'Nothing is resolved yet',
  snoozed: 'Nothing is snoozed',
  dismissed: 'Nothing is dismissed',
  all: 'No cluster yet',
};

function noneWith({ q, severity, source, hasSuggestion }: View): string {
  if (q !== '') return `Nothing here has the words “${q}”.`;
  if (!hasSuggestion) return 'Nothing here has that severity and source.';
  const rest = severity.length + source.length > 0 ? ' with that severity and source' : '';
  return `No suggestion${rest} waits for an answer here.`;
}

/** Why a list of clusters is empty, and what to do about it. */
export function NothingHere({ view }: { view: View }) {
  const { project, stats, sources } = useProject();
  const { open } = useFrame();
  const to = (screen: string) => `/p/${project.id}/${screen}`;
  const filtered = view.q !== '' || view.severity.length > 0 || view.source.length > 0 || view.hasSuggestion;
  if (filtered) {
    return (
      <Empty icon={<SearchX {...ICON} />} title="No cluster matches">
        <p>{noneWith(view)}</p>
        <p className="mt-3">
          <Link to="?tab=all" className="font-medium text-accent-text underline">
            Show all clusters
          </Link>
        </p>
      </Empty>
    );
  }
  if (stats.total_clusters === 0 && stats.unclustered + stats.waiting_deliveries > 0) {
    return (
      <Empty icon={<Hourglass {...ICON} />} title={`${plural(stats.unclustered + stats.waiting_deliveries, 'report')} being grouped`}>
        <p>They appear here by themselves in a moment.</p>
      </Empty>
    );
  }
  if (stats.total_clusters === 0) {
    const connected = sources.some((source) => source.enabled && source.has_secret);
    return connected ? (
      <Empty icon={<Hourglass {...ICON} />} title="Connected, waiting for the first report">
        <p>Nothing has come in yet. The log on Sources shows every delivery, also those that were left out.</p>
        <p className="mt-4 flex justify-center gap-2">
          <ButtonLink to={to('sources')}>Open Sources</ButtonLink>
          <Button onClick={() => open('report')}>Write a report</Button>
        </p>
      </Empty>
    ) : (
      <Empty icon={<PlugZap {...ICON} />} title="Nothing is connected yet">
        <p>Connect Sentry or GitHub and their reports are grouped here by problem. Or write the first one yourself.</p>
        <p className="mt-4 flex justify-center gap-2">
          <ButtonLink to={to('sources')} look="primary">
            Connect a source
          </ButtonLink>
          <Button onClick={() => open('report')}>Write a report</Button>
        </p>
      </Empty>
    );
  }
  if (view.tab !== 'needs_you') {
    return (
      <Empty icon={<CircleCheck {...ICON} />} title={NONE_IN[view.tab]}>
        <p>There are {plural(stats.total_clusters, 'cluster')} in all.</p>
      </Empty>
    );
  }
  const done = [
    stats.tabs.fixing > 0 ? plural(stats.tabs.fixing, 'fix is running', 'fixes are running') : null,
    stats.tabs.pr_open > 0 ? plural(stats.tabs.pr_open, 'pull request is open', 'pull requests are open') : null,
    stats.tabs.resolved > 0 ? plural(stats.tabs.resolved, 'problem is resolved', 'problems are resolved') : null,
  ].filter((part) => part !== null);
  return (
    <Empty icon={<CircleCheck {...ICON} />} title="Nothing needs you">
      <p>{done.length === 0 ? 'New problems and plans to approve appear here.' : `${done.join(', ')}.`}</p>
    </Empty>
  );
}
